/**
 * What every module stands on: configuration, database, Redis, JSON, identifiers, secrets.
 *
 * <p>Knows nothing of HTTP, and nothing of the domain.
 */
@NullMarked
package dev.sentinel.base;

import org.jspecify.annotations.NullMarked;
