/**
 * Writing events down and finding them again.
 *
 * <p>Owns the tables {@code audit.event} and {@code audit.personal}: in the caller's transaction,
 * or through a bounded queue with group commit; and the queries over them. Leaves the order and the
 * proof to {@code audit.sequencer}.
 */
@NullMarked
package dev.sentinel.audit.log;

import org.jspecify.annotations.NullMarked;
