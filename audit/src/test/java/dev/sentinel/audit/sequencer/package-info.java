/** Facts about the order and the proofs of the log, on a real PostgreSQL. */
@NullMarked
package dev.sentinel.audit.sequencer;

import org.jspecify.annotations.NullMarked;
