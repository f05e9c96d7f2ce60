/**
 * Handing entries out of the log: as a table for people, or as lines that prove themselves.
 *
 * <p>Only what a query finds, newest first, in constant memory; each export is itself an event. The
 * whole log, in its order, is written by {@code audit.verify}.
 */
@NullMarked
package dev.sentinel.audit.export;

import org.jspecify.annotations.NullMarked;
