package dev.sentinel.identity.token;

import dev.sentinel.identity.key.AccessTokenSigner;
import dev.sentinel.identity.key.KeyRing;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Writes what a client's access token says as claims (RFC 9068 section 2.2). */
final class TokenSigner {
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final AccessTokenSigner signer;
    private final TokenConfig config;
    private final Executor threads = threads();

    TokenSigner(KeyRing keys, TokenConfig config) {
        this.signer = new AccessTokenSigner(keys);
        this.config = config;
    }

    /** Here, when that is quick; else soon, by one of few threads. */
    CompletableFuture<String> sign(AccessToken token) {
        return signer.isQuick()
                ? CompletableFuture.completedFuture(signer.sign(claims(token)))
                : CompletableFuture.supplyAsync(() -> signer.sign(claims(token)), threads);
    }

    /**
     * As many as compute at the same time. A thread for each signature would be woken for it; these
     * go from one to the next while there are any, and end when there are none for a while.
     */
    private static Executor threads() {
        int processors = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(
                        processors,
                        processors,
                        IDLE.toSeconds(),
                        TimeUnit.SECONDS,
                        // Holds no more than there may be requests at once.
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().name("token-signer-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private Map<String, Object> claims(AccessToken token) {
        long issuedAt = token.issuedAt().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", config.issuer());
        // RFC 7519 section 4.1.3: one audience is a text.
        claims.put(
                "aud",
                token.audience().size() == 1 ? token.audience().getFirst() : token.audience());
        claims.put("sub", token.subject());
        claims.put("client_id", token.client().toString());
        claims.put("scope", token.scope());
        claims.put("jti", token.id().toString());
        claims.put("iat", issuedAt);
        claims.put("exp", issuedAt + token.life().toSeconds());
        claims.put("wid", token.workspace());
        claims.put("sid", token.credential().toString());
        token.acting()
                .ifPresent(acting -> {
                    claims.put("act", acting.act(token.client().toString()));
                    claims.put("chain", acting.links().stream().sorted().toList());
                    if (acting.person()) {
                        claims.put("sub_type", "person");
                    }
                });
        if (!token.confirmation().isNone()) {
            claims.put("cnf", token.confirmation().json());
        }
        return claims;
    }
}
