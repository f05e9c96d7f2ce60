package dev.sentinel.bench.revocation;

import dev.sentinel.base.redis.Redis;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.trust.ServiceKeys;
import dev.sentinel.trust.revocation.RevocationFeed;
import dev.sentinel.trust.revocation.RevocationFollower;
import dev.sentinel.trust.revocation.RevocationStreamFollower;
import dev.sentinel.trust.revocation.Revocations;
import dev.sentinel.trust.revocation.StreamSeal;
import dev.sentinel.trust.token.JwksKeys;
import dev.sentinel.trust.token.TokenVerifier;
import dev.sentinel.web.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A process with eight verifiers, each with memory and connections of its own, as eight gateways
 * would have. Takes tokens on standard input, one a line, the first of which is never revoked;
 * verifies all of them a thousand times a second, and says on standard output what changes: {@code
 * fresh V MICROS}, {@code stale V MICROS}, {@code refused V TOKEN MICROS}.
 */
public final class Verifiers {
    static final int COUNT = 8;
    private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();

    private Verifiers() {}

    public static void main(String[] arguments) throws IOException {
        URI identity = URI.create(arguments[0]);
        String redisUrl = arguments[1];
        String issuer = arguments[2];
        Secret serviceKey = new Secret(System.getenv("SENTINEL_SERVICE_KEY"));
        List<Verifier> verifiers = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            verifiers.add(new Verifier(i, identity, redisUrl, issuer, serviceKey));
        }
        try (BufferedReader tokens =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String token = tokens.readLine(); token != null; token = tokens.readLine()) {
                for (Verifier verifier : verifiers) {
                    verifier.watch(token);
                }
            }
        }
        System.exit(0);
    }

    private static void say(String what, int verifier, Optional<String> token) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        synchronized (System.out) {
            System.out.println(
                    what + " " + verifier + " " + token.map(id -> id + " ").orElse("") + micros);
            System.out.flush();
        }
    }

    private static final class Verifier {
        private final int number;
        private final TokenVerifier verifier;
        private final Map<String, String> watched = new ConcurrentHashMap<>();
        private volatile Optional<String> good = Optional.empty();

        private Verifier(
                int number, URI identity, String redisUrl, String issuer, Secret serviceKey) {
            this.number = number;
            Clock clock = Clock.systemUTC();
            Revocations revocations = Revocations.following(clock, Duration.ofSeconds(10));
            JwksKeys keys = new JwksKeys(identity.resolve("/.well-known/jwks.json"));
            String authorization = ServiceKeys.header("gateway", serviceKey);
            RevocationFeed feed =
                    new RevocationFeed(
                            identity.resolve("/api/v1/revocations"), () -> authorization);
            keys.start();
            new RevocationFollower(feed, revocations).start();
            new RevocationStreamFollower(
                            Redis.open(redisUrl), new StreamSeal(serviceKey), revocations)
                    .start();
            this.verifier = new TokenVerifier(keys, revocations, issuer, "sentinel", clock);
            Thread.ofPlatform().name("verifier-" + number).daemon().start(this::verify);
        }

        private void watch(String token) {
            if (good.isEmpty()) {
                good = Optional.of(token);
                return;
            }
            watched.put(Tokens.id(token), token);
        }

        private void verify() {
            boolean fresh = false;
            while (true) {
                LockSupport.parkNanos(PAUSE_NANOS);
                Optional<String> always = good;
                if (always.isEmpty()) {
                    continue;
                }
                boolean now = refusal(always.get()).isEmpty();
                if (now != fresh) {
                    say(now ? "fresh" : "stale", number, Optional.empty());
                    fresh = now;
                }
                watched.forEach((id, token) -> {
                    if (refusal(token).filter(Problem.Kind.UNAUTHENTICATED::equals).isPresent()) {
                        watched.remove(id);
                        say("refused", number, Optional.of(id));
                    }
                });
            }
        }

        private Optional<Problem.Kind> refusal(String token) {
            try {
                var _ = verifier.verify(token);
                return Optional.empty();
            } catch (Problem problem) {
                return Optional.of(problem.kind());
            }
        }
    }
}
