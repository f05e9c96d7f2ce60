/**
 * The response envelope (contract studio §3). Owns its shape on success; leaves the shape of errors
 * to {@code web}'s envelope dialect.
 */
@NullMarked
package dev.sentinel.gateway.envelope;

import org.jspecify.annotations.NullMarked;
