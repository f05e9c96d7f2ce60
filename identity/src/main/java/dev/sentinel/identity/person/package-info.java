/**
 * People: who they are, what they may, and the passwords that they sign in with.
 *
 * <p>Owns: {@code identity.person}, Argon2id on threads of its own, {@code /api/v1/users}.
 *
 * <p>Leaves to others: signing in ({@code identity.session}), second factors ({@code
 * identity.mfa}).
 */
@NullMarked
package dev.sentinel.identity.person;

import org.jspecify.annotations.NullMarked;
