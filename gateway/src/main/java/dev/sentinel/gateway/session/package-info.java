/**
 * People at the front door: signing in through it, and browser sessions (RFC 10017).
 *
 * <p>Owns: the cookie, the tokens that stand behind it (sealed in Redis, never in the browser),
 * their refresh, the defence against cross-site requests, and the public paths {@code
 * /api/v1/auth}, {@code /api/v1/users} and {@code /api/v1/audit}.
 *
 * <p>Leaves to others: who people are and what their tokens say, which is identity's; it is asked
 * over HTTP. Judging the tokens (module {@code trust}).
 */
@NullMarked
package dev.sentinel.gateway.session;

import org.jspecify.annotations.NullMarked;
