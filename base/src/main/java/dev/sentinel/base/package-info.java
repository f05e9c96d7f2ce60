/** Configuration, database, Redis, ids, clock, JSON, secrets, telemetry; no HTTP. */
@NullMarked
package dev.sentinel.base;

import org.jspecify.annotations.NullMarked;
