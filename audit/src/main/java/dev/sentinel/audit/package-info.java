/** What happened, provably: events, Merkle log, signed checkpoints. */
@NullMarked
package dev.sentinel.audit;

import org.jspecify.annotations.NullMarked;
