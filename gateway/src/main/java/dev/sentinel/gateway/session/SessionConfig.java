package dev.sentinel.gateway.session;

import dev.sentinel.base.secret.Secret;
import java.net.URI;
import java.time.Duration;

/**
 * What browser sessions need to know.
 *
 * @param secure whether the cookie travels over TLS only; else it has no prefix, for a demo over
 *     plain HTTP
 * @param identity where identity is
 * @param serviceKey what the gateway shows there
 * @param apiPrefix where the public paths begin, such as {@code /api/v1}
 */
public record SessionConfig(boolean secure, URI identity, Secret serviceKey, String apiPrefix) {
    /** A session ends then, however it is used. */
    static final Duration LONGEST = Duration.ofHours(24);
}
