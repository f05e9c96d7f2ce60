package dev.sentinel.gateway.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sentinel.base.Unavailable;
import dev.sentinel.base.json.Json;
import dev.sentinel.web.Problem;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions of browsers: begun by a sign-in, kept alive by refreshing their tokens, ended by a
 * sign-out or after a day.
 *
 * <p>Tokens are remembered here for a moment. That a session has ended is not: its tokens are
 * revoked, and every request is judged by its token. So no gateway needs to hear of a sign-out at
 * another.
 */
final class BrowserSessions {
    private static final Logger LOG = LoggerFactory.getLogger(BrowserSessions.class);
    private static final int OK = 200;
    private static final int FIRST_CLIENT_ERROR = 400;
    private static final int REMEMBERED = 50_000;
    private static final Duration REMEMBER = Duration.ofMinutes(1);

    /** As long as a refresh may take; then another process takes over. */
    private static final Duration LOCKED = Duration.ofSeconds(20);

    /**
     * Identity gives the same successor for ten seconds after a refresh whose answer is lost; later
     * the token counts as stolen. Whoever gives up has to do so with time left for another try.
     */
    private static final Duration REFRESH_PATIENCE = Duration.ofSeconds(4);

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration WAIT = Duration.ofSeconds(8);

    private final SealedTokens store;
    private final IdentityClient identity;
    private final SessionCookie cookies;
    private final Clock clock;
    private final Cache<String, Tokens> remembered =
            Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(REMEMBER).build();

    /** Fresh tokens that Redis has not taken yet: those in Redis are used up. */
    private final Cache<String, Tokens> unwritten =
            Caffeine.newBuilder()
                    .maximumSize(REMEMBERED)
                    .expireAfterWrite(SessionConfig.LONGEST)
                    .build();

    private final Map<String, CompletableFuture<Optional<Tokens>>> underWay =
            new ConcurrentHashMap<>();

    BrowserSessions(
            SealedTokens store, IdentityClient identity, SessionCookie cookies, Clock clock) {
        this.store = store;
        this.identity = identity;
        this.cookies = cookies;
        this.clock = clock;
    }

    /** Begins a session with the tokens of a sign-in; its Set-Cookie header. */
    String begin(JsonNode result) {
        Instant now = clock.instant();
        SessionCookie.Value cookie = cookies.make();
        Tokens tokens = Tokens.of(result, now, now.plus(SessionConfig.LONGEST));
        store.write(cookie, tokens, SessionConfig.LONGEST);
        remembered.put(cookie.id(), tokens);
        return cookies.set(cookie, SessionConfig.LONGEST);
    }

    /** What is known of the session without asking anybody. */
    Optional<Tokens> known(SessionCookie.Value cookie) {
        Instant now = clock.instant();
        return Optional.ofNullable(remembered.getIfPresent(cookie.id()))
                .filter(tokens -> now.isBefore(tokens.endsAt()));
    }

    /**
     * What must be waited for before {@link #known} tells of good tokens; empty when nothing must.
     * A token that is about to end is replaced in the back, while it is still good, and one that
     * Redis has not taken is offered again.
     */
    Optional<CompletableFuture<Optional<Tokens>>> prepare(SessionCookie.Value cookie) {
        Optional<Tokens> known = known(cookie);
        Instant now = clock.instant();
        if (known.isEmpty() || !now.isBefore(known.get().expiresAt())) {
            return Optional.of(brought(cookie));
        }
        if (known.get().isEndingAt(now) || unwritten.getIfPresent(cookie.id()) != null) {
            CompletableFuture<Optional<Tokens>> _ = brought(cookie);
        }
        return Optional.empty();
    }

    /** One refresh for all who ask while it is under way. */
    private CompletableFuture<Optional<Tokens>> brought(SessionCookie.Value cookie) {
        CompletableFuture<Optional<Tokens>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<Tokens>> others = underWay.putIfAbsent(cookie.id(), mine);
        if (others != null) {
            return others;
        }
        Thread.ofVirtual()
                .name("session-refresh")
                .start(() -> {
                    try {
                        mine.complete(brought(cookie, mine));
                    } catch (RuntimeException failure) {
                        mine.completeExceptionally(failure);
                    }
                });
        return mine;
    }

    /** Not under way any more before anybody hears of it: who tries again after a failure does. */
    private Optional<Tokens> brought(
            SessionCookie.Value cookie, CompletableFuture<Optional<Tokens>> mine) {
        try {
            return current(cookie);
        } finally {
            underWay.remove(cookie.id(), mine);
        }
    }

    /** The session's tokens, good for a while; empty when the session has ended. */
    private Optional<Tokens> current(SessionCookie.Value cookie) {
        Instant giveUp = clock.instant().plus(WAIT);
        while (true) {
            Optional<Tokens> stored =
                    stored(cookie).filter(each -> clock.instant().isBefore(each.endsAt()));
            if (stored.isEmpty()) {
                remembered.invalidate(cookie.id());
                return Optional.empty();
            }
            remembered.put(cookie.id(), stored.get());
            if (!stored.get().isEndingAt(clock.instant())) {
                return stored;
            }
            if (store.takesRefresh(cookie, LOCKED)) {
                try {
                    return refreshed(cookie);
                } finally {
                    unlock(cookie);
                }
            }
            if (clock.instant().isAfter(giveUp)) {
                throw new Unavailable("session", "another gateway is refreshing it");
            }
            rest();
        }
    }

    /** What is in Redis, brought up to date with what it has missed. */
    private Optional<Tokens> stored(SessionCookie.Value cookie) {
        Optional<Tokens> stored = store.read(cookie);
        Optional<Tokens> missed = Optional.ofNullable(unwritten.getIfPresent(cookie.id()));
        if (missed.isEmpty()) {
            return stored;
        }
        // Another gateway may have gone on from there; a session that has ended stays so.
        boolean behind =
                stored.filter(each -> each.expiresAt().isBefore(missed.get().expiresAt()))
                        .isPresent();
        if (behind) {
            replace(cookie, missed.get());
        }
        unwritten.invalidate(cookie.id());
        return behind ? missed : stored;
    }

    private void replace(SessionCookie.Value cookie, Tokens tokens) {
        store.replace(cookie, tokens, Duration.between(clock.instant(), tokens.endsAt()));
    }

    /** The lock runs out by itself; what was done under it stands. */
    private void unlock(SessionCookie.Value cookie) {
        try {
            store.endsRefresh(cookie);
        } catch (Unavailable away) {
            LOG.warn("the lock of a session runs out by itself: {}", away.getMessage());
        }
    }

    /** Under the lock: what is stored now is what nobody else is about to use. */
    private Optional<Tokens> refreshed(SessionCookie.Value cookie) {
        Optional<Tokens> stored = stored(cookie);
        if (stored.isEmpty() || !stored.get().isEndingAt(clock.instant())) {
            stored.ifPresent(tokens -> remembered.put(cookie.id(), tokens));
            return stored;
        }
        Instant asked = clock.instant();
        HttpResponse<byte[]> answer;
        try {
            answer = identity.ask(refresh(stored.get()), REFRESH_PATIENCE);
        } catch (Problem away) {
            if (asked.isBefore(stored.get().expiresAt())) {
                // Still good; the next request tries again.
                LOG.warn("a session was not refreshed: {}", away.getMessage());
                return stored;
            }
            throw away;
        }
        if (answer.statusCode() >= FIRST_CLIENT_ERROR) {
            // Signed out elsewhere, deactivated, another role: the session is over.
            forget(cookie);
            return Optional.empty();
        }
        Tokens fresh = Tokens.of(result(answer), asked, stored.get().endsAt());
        // First of all: the pair that it follows is used up, and shown again it looks stolen.
        unwritten.put(cookie.id(), fresh);
        remembered.put(cookie.id(), fresh);
        try {
            replace(cookie, fresh);
            unwritten.invalidate(cookie.id());
        } catch (Unavailable away) {
            LOG.warn("a session's new tokens are not in Redis yet: {}", away.getMessage());
        }
        return Optional.of(fresh);
    }

    private static IdentityClient.Question refresh(Tokens tokens) {
        return new IdentityClient.Question(
                "POST",
                "/api/v1/auth/refresh",
                BodyPublishers.ofByteArray(
                        Json.write(Map.of("refresh_token", tokens.refresh().expose()))),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The result in identity's envelope. */
    static JsonNode result(HttpResponse<byte[]> answer) {
        try {
            JsonNode result = Json.read(answer.body()).path("result");
            if (answer.statusCode() == OK && result.hasNonNull("access_token")) {
                return result;
            }
        } catch (JsonProcessingException _) {
            // Falls through to the one message.
        }
        throw Problem.of(Problem.Kind.UPSTREAM_FAILED, "identity's answer is not the expected one");
    }

    /** Ends the session here; its tokens are identity's to revoke. */
    void forget(SessionCookie.Value cookie) {
        remembered.invalidate(cookie.id());
        unwritten.invalidate(cookie.id());
        store.delete(cookie);
    }

    private static void rest() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Unavailable("session", stopped);
        }
    }
}
