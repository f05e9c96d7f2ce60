package dev.sentinel.identity.token;

import java.time.Instant;

/**
 * Something that may be used once, such as a JWT's {@code jti} with whoever made it.
 *
 * @param until from then on it is refused for its age, and need not be remembered
 */
record OneTime(String name, Instant until) {}
