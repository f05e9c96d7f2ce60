/**
 * Witnesses: others who sign that they have seen the log grow, so that it cannot show different
 * histories to different people (C2SP {@code tlog-witness}, {@code tlog-cosignature}).
 *
 * <p>Owns the tables {@code audit.witness} and {@code audit.cosignature}. Asks beside integration:
 * a witness that is away, or refuses, delays no event.
 */
@NullMarked
package dev.sentinel.audit.witness;

import org.jspecify.annotations.NullMarked;
