/**
 * Whether the gateway lives, and whether what it needs does (contract studio §10). Owns {@code GET
 * /health} and {@code GET <api prefix>/health}; both are open, so they tell no address and no
 * cause.
 */
@NullMarked
package dev.sentinel.gateway.health;

import org.jspecify.annotations.NullMarked;
