package dev.sentinel.client;

import com.fasterxml.jackson.core.type.TypeReference;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Access tokens of one client by the client-credentials grant (RFC 6749 4.4), safe for any number
 * of threads: a token is used until 60 seconds before it ends, and only one request for the next is
 * on its way at a time; whoever asks meanwhile shares it. A failed one is kept for nobody: the next
 * caller tries again.
 */
public final class AccessTokens implements Supplier<String> {
    private static final Duration RENEW_BEFORE_END = Duration.ofSeconds(60);

    private final Wire wire;
    private final byte[] form;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    // The last fetch: on its way, or with the token that is in use, or failed.
    private Optional<CompletableFuture<Kept>> last = Optional.empty();

    private record Kept(String token, Instant renewAt) {}

    AccessTokens(
            Wire wire,
            String clientId,
            String clientSecret,
            Collection<String> scopes,
            Clock clock) {
        this(wire, form(id(clientId) + "&client_secret=" + encode(clientSecret), scopes), clock);
    }

    private AccessTokens(Wire wire, String form, Clock clock) {
        this.wire = wire;
        this.form = form.getBytes(StandardCharsets.US_ASCII);
        this.clock = clock;
    }

    /** Of a client whose certificate, shown by the wire, says who it is (RFC 8705 2). */
    static AccessTokens certified(
            Wire wire, String clientId, Collection<String> scopes, Clock clock) {
        return new AccessTokens(wire, form(id(clientId), scopes), clock);
    }

    /**
     * A token with at least a minute to live.
     *
     * @throws AgentIdPException when none can be had
     */
    @Override
    public String get() {
        return Wire.await(getAsync());
    }

    /** The same without waiting. */
    public CompletableFuture<String> getAsync() {
        lock.lock();
        try {
            CompletableFuture<Kept> fetch = last.filter(this::isOfUse).orElseGet(this::fetched);
            last = Optional.of(fetch);
            // A copy: whoever cancels his wait does not cancel it for the others.
            return fetch.thenApply(Kept::token);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the token: after a 401 it may have been revoked. */
    public void forget() {
        lock.lock();
        try {
            last = last.filter(fetch -> !fetch.isDone());
        } finally {
            lock.unlock();
        }
    }

    /** Forgets this token; a later one that somebody else has fetched meanwhile stays. */
    void forget(String token) {
        lock.lock();
        try {
            last = last.filter(fetch -> !isDone(fetch) || !fetch.join().token().equals(token));
        } finally {
            lock.unlock();
        }
    }

    private boolean isOfUse(CompletableFuture<Kept> fetch) {
        return !fetch.isDone()
                || (isDone(fetch) && clock.instant().isBefore(fetch.join().renewAt()));
    }

    private static boolean isDone(CompletableFuture<Kept> fetch) {
        return fetch.isDone() && !fetch.isCompletedExceptionally();
    }

    /** A future of our own: cancelling what hangs on the HTTP client's would cancel the request. */
    private CompletableFuture<Kept> fetched() {
        Instant asked = clock.instant();
        CompletableFuture<Kept> fetch = new CompletableFuture<>();
        CompletableFuture<Kept> unused =
                wire.send("POST", "/api/v1/token", Optional.empty(), Wire.FORM, form)
                        .thenApply(body -> wire.read(body, new TypeReference<TokenResponse>() {}))
                        .thenApply(answer -> kept(answer, asked))
                        .whenComplete((arrived, failure) -> {
                            if (failure == null) {
                                fetch.complete(arrived);
                            } else {
                                fetch.completeExceptionally(failure);
                            }
                        });
        return fetch;
    }

    private static Kept kept(TokenResponse answer, Instant asked) {
        Duration life = Duration.ofSeconds(answer.expires_in());
        return new Kept(answer.access_token(), asked.plus(life).minus(RENEW_BEFORE_END));
    }

    private static String id(String clientId) {
        return "client_id=" + encode(clientId);
    }

    private static String form(String client, Collection<String> scopes) {
        String form = "grant_type=client_credentials&" + client;
        return scopes.isEmpty() ? form : form + "&scope=" + encode(String.join(" ", scopes));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** RFC 6749 5.1; the names are the protocol's. */
    record TokenResponse(String access_token, long expires_in) {}
}
