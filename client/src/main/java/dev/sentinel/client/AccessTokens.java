package dev.sentinel.client;

import com.fasterxml.jackson.core.type.TypeReference;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens of one client by the client-credentials grant (RFC 6749 4.4), safe for any number
 * of threads: a token is used until 60 seconds before it ends, and only one thread at a time
 * fetches the next; the others wait for it and share it. A failed fetch is kept for nobody: the
 * next caller tries again.
 */
public final class AccessTokens implements Supplier<String> {
    private static final Duration RENEW_BEFORE_END = Duration.ofSeconds(60);

    private final Wire wire;
    private final URI endpoint;
    private final String form;
    private final Clock clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable Kept kept;

    private record Kept(String token, Instant renewAt) {}

    AccessTokens(Wire wire, String clientId, String clientSecret, Set<String> scopes, Clock clock) {
        this.wire = wire;
        this.endpoint = wire.uri("/api/v1/token");
        this.form = form(clientId, clientSecret, scopes);
        this.clock = clock;
    }

    /**
     * A token with at least a minute to live.
     *
     * @throws AgentIdPException when none can be had
     */
    @Override
    public String get() {
        Kept seen = kept;
        if (seen != null && isFresh(seen)) {
            return seen.token();
        }
        fetching.lock();
        try {
            Kept arrived = kept;
            if (arrived != null && isFresh(arrived)) {
                return arrived.token();
            }
            return fetch();
        } finally {
            fetching.unlock();
        }
    }

    /** Forgets the token: after a 401 it may have been revoked. */
    public void forget() {
        kept = null;
    }

    private boolean isFresh(Kept token) {
        return clock.instant().isBefore(token.renewAt());
    }

    private String fetch() {
        Instant asked = clock.instant();
        TokenResponse answer = wire.postForm(endpoint, form, new TypeReference<TokenResponse>() {});
        Duration life = Duration.ofSeconds(answer.expires_in());
        kept = new Kept(answer.access_token(), asked.plus(life).minus(RENEW_BEFORE_END));
        return answer.access_token();
    }

    private static String form(String clientId, String clientSecret, Set<String> scopes) {
        String form =
                "grant_type=client_credentials&client_id="
                        + encode(clientId)
                        + "&client_secret="
                        + encode(clientSecret);
        return scopes.isEmpty() ? form : form + "&scope=" + encode(String.join(" ", scopes));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** RFC 6749 5.1; the names are the protocol's. */
    record TokenResponse(String access_token, long expires_in) {}
}
