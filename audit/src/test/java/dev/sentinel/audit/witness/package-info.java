/** Cosignatures from a witness that speaks the protocol to the letter. */
@NullMarked
package dev.sentinel.audit.witness;

import org.jspecify.annotations.NullMarked;
