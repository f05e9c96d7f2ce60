/**
 * The token endpoint and what becomes of tokens.
 *
 * <p>Owns: client authentication, grants, the form of access tokens, the month's count; routes
 * {@code /api/v1/token}, {@code /oauth2/token}, {@code /api/v1/token/introspect}, {@code
 * /api/v1/token/revoke} and the discovery documents.
 *
 * <p>Leaves to others: agents and their secrets ({@code identity.agent}, {@code
 * identity.credential}), keys ({@code identity.key}).
 */
@NullMarked
package dev.sentinel.identity.token;

import org.jspecify.annotations.NullMarked;
