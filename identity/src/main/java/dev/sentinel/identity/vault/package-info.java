/**
 * HashiCorp Vault, as far as identity uses it.
 *
 * <p>Owns: the settings, the HTTP client for the KV v2 and transit secrets engines, and the life of
 * the token that it calls with.
 *
 * <p>Leaves to others: what is kept there ({@code identity.credential}, {@code identity.key}).
 */
@NullMarked
package dev.sentinel.identity.vault;

import org.jspecify.annotations.NullMarked;
