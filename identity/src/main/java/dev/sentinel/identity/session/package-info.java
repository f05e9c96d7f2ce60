/**
 * Signing in: sessions of people, their access tokens and refresh tokens.
 *
 * <p>Owns: {@code identity.session} and {@code identity.refresh_token}; {@code /api/v1/auth/login},
 * {@code refresh}, {@code logout}, {@code logout-all}, {@code me} and {@code mfa/verify}.
 *
 * <p>Leaves to others: who people are ({@code identity.person}), their second factors ({@code
 * identity.mfa}), telling verifiers of what has ended ({@code identity.revocation}).
 */
@NullMarked
package dev.sentinel.identity.session;

import org.jspecify.annotations.NullMarked;
