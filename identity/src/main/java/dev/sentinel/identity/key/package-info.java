/**
 * The key ring that signs tokens.
 *
 * <p>Owns: signing keys with their states (next, active, retired), their sealing at rest, rotation
 * with overlap (by command, by schedule, by setting), {@code GET /.well-known/jwks.json}.
 *
 * <p>Leaves to others: what is signed ({@code identity.token}), and verifying (module {@code
 * trust}, by the JWKS).
 */
@NullMarked
package dev.sentinel.identity.key;

import org.jspecify.annotations.NullMarked;
