/**
 * The order of the log and the tree over it.
 *
 * <p>Owns the tables {@code audit.leaf}, {@code audit.tile}, {@code audit.checkpoint} and {@code
 * audit.head}: integrates committed events, signs what it publishes, and answers with tiles and
 * proofs. Reads events, writes none.
 */
@NullMarked
package dev.sentinel.audit.sequencer;

import org.jspecify.annotations.NullMarked;
