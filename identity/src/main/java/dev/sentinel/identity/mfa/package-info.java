/**
 * Second factors: codes by the clock (RFC 6238), and the recovery codes for when the device is
 * gone.
 *
 * <p>Owns: {@code identity.totp} and {@code identity.recovery_code}, {@code
 * /api/v1/auth/mfa/enrol}, {@code confirm} and {@code disable}.
 *
 * <p>Leaves to others: the sign-in that asks for a code ({@code identity.session}).
 */
@NullMarked
package dev.sentinel.identity.mfa;

import org.jspecify.annotations.NullMarked;
