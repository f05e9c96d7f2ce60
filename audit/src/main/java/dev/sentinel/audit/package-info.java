/**
 * What happened, provably: events, Merkle log, signed checkpoints.
 *
 * <p>Owns the schema {@code audit} and the assembly of this module. Each feature has a package of
 * its own; nothing here serves HTTP: identity, gateway and server publish what they want of it.
 */
@NullMarked
package dev.sentinel.audit;

import org.jspecify.annotations.NullMarked;
