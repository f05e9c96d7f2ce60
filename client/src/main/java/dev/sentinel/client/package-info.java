/**
 * The Java client for agents and services.
 *
 * <p>Owns: access tokens (kept fresh, fetched once at a time), the calls to the agent identity API,
 * and its errors as types. Depends on nothing else of Sentinel, so that it can be published on its
 * own.
 *
 * <p>Leaves to others: verifying tokens (module {@code trust}).
 */
@NullMarked
package dev.sentinel.client;

import org.jspecify.annotations.NullMarked;
