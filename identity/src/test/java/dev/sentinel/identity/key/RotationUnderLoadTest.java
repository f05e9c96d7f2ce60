package dev.sentinel.identity.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.identity.key.RetireOutcome.Urgency;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestKeys;
import dev.sentinel.identity.testing.TestPlatform;
import dev.sentinel.identity.testing.TestPlatform.Options;
import dev.sentinel.trust.Rules;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import dev.sentinel.trust.revocation.Revocations;
import dev.sentinel.trust.token.DpopNonces;
import dev.sentinel.trust.token.DpopProofs;
import dev.sentinel.trust.token.JwksKeys;
import dev.sentinel.trust.token.TokenAuthenticator;
import dev.sentinel.trust.token.TokenVerifier;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Listener;
import dev.sentinel.web.ListenerConfig;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import dev.sentinel.web.RouteTable;
import dev.sentinel.web.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Rotating fails no request: two processes issue, a third one that knows only the JWKS verifies,
 * all over HTTP, while the key changes five times and the algorithm twice.
 */
@Timeout(240)
class RotationUnderLoadTest {
    private static final int TOKENS = 20_000;
    private static final int CALLERS = 8;
    private static final List<SignatureAlgorithm> ROTATIONS =
            List.of(
                    SignatureAlgorithm.RS256,
                    SignatureAlgorithm.ES256,
                    SignatureAlgorithm.EDDSA,
                    SignatureAlgorithm.EDDSA,
                    SignatureAlgorithm.EDDSA);

    private final TestDatabase stores = TestPostgres.fresh("audit", "identity");
    private final String redis = TestRedis.fresh();
    private final Options options = new Options(0, 0);
    private final TestPlatform one = new TestPlatform(stores, redis, options);
    private final TestPlatform two = new TestPlatform(stores, redis, options);
    private final JwksKeys jwks =
            new JwksKeys(two.uri("/.well-known/jwks.json"), Duration.ofMillis(100));
    private final WebServer web = WebServer.start(Clock.systemUTC());
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger verified = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Set<String> signedBy = ConcurrentHashMap.newKeySet();

    @AfterEach
    void close() {
        web.close();
        jwks.close();
        two.close();
        one.close();
        stores.close();
    }

    @Test
    void noRequestFailsWhileKeysAndAlgorithmsChange() throws IOException {
        URI resource = resourceThatKnowsOnlyTheJwks();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CALLERS; i++) {
                TestPlatform issuer = i % 2 == 0 ? one : two;
                callers.execute(() -> issueAndUse(issuer, resource));
            }
            for (int i = 0; i < ROTATIONS.size(); i++) {
                int share = TOKENS * (i + 1) / (ROTATIONS.size() + 1);
                // RSA is slow to sign: its two keys get a tenth of the tokens.
                int from = i < 2 ? TOKENS * (i + 1) / 20 : share;
                await().dontCatchUncaughtExceptions()
                        .atMost(Duration.ofMinutes(2))
                        .until(() -> begun.get() >= from || !failures.isEmpty());
                rotateTo(ROTATIONS.get(i));
            }
        }

        assertThat(failures).isEmpty();
        assertThat(verified).hasValue(TOKENS);
        assertThat(signedBy).hasSize(ROTATIONS.size() + 1);
    }

    private void issueAndUse(TestPlatform issuer, URI resource) {
        String agent = issuer.hasAgent("agents:read");
        String secret = issuer.hasCredential(agent).text("clientSecret");
        while (begun.getAndIncrement() < TOKENS && failures.isEmpty()) {
            Answer issued = issuer.token(agent, secret);
            if (issued.status() != 200) {
                failures.add("token: " + issued.status() + " " + issued.body());
                return;
            }
            String token = issued.text("access_token");
            Answer used =
                    issuer.send(
                            HttpRequest.newBuilder(resource)
                                    .header("Authorization", "Bearer " + token));
            if (used.status() != 204) {
                failures.add("resource: " + used.status() + " " + used.body());
                return;
            }
            signedBy.add(kid(token));
            verified.incrementAndGet();
        }
    }

    /** What an operator does by a setting and a command, without waiting ten minutes. */
    private void rotateTo(SignatureAlgorithm algorithm) {
        Rotations rotations = TestKeys.rotations(one.database, one.audit.log(), algorithm);
        String active = only(rotations, "active");
        rotations.complete();
        String next = only(rotations, "next");
        // Published long enough: every verifier, here the only one, has read it.
        await().dontCatchUncaughtExceptions()
                .atMost(Duration.ofMinutes(1))
                .until(() -> jwks.find(next).isPresent());
        rotations.retire(active, Urgency.NOW, Actor.system("test"), Origin.none());
        // Both processes sign with the new key before the next round begins.
        await().dontCatchUncaughtExceptions()
                .atMost(Duration.ofMinutes(1))
                .until(() ->
                        one.identity.keys().active().kid().equals(next)
                                && two.identity.keys().active().kid().equals(next));
    }

    private static String only(Rotations rotations, String state) {
        return rotations.list().stream()
                .filter(key -> key.state().equals(state))
                .map(ListedKey::kid)
                .findFirst()
                .orElseThrow();
    }

    private URI resourceThatKnowsOnlyTheJwks() throws IOException {
        Revocations revocations = Revocations.following(Clock.systemUTC(), Duration.ofHours(1));
        revocations.heard();
        jwks.start();
        await().until(jwks::ready);
        Route route =
                Route.get("/resource")
                        .access(Rules.scope("agents:read"))
                        .to(_ -> Response.noContent());
        Listener listener =
                web.listen(
                        new ListenerConfig("resource", "127.0.0.1", 0, Dialect.PROBLEM),
                        RouteTable.of(List.of(() -> List.of(route))),
                        new TokenAuthenticator(
                                new TokenVerifier(
                                        jwks,
                                        revocations,
                                        TestPlatform.ISSUER,
                                        "sentinel",
                                        Clock.systemUTC()),
                                new DpopProofs(
                                        new DpopNonces(
                                                TestPlatform.SERVICE_KEY, false, Clock.systemUTC()),
                                        Clock.systemUTC()),
                                TestPlatform.ISSUER,
                                Clock.systemUTC()),
                        _ -> {});
        return URI.create("http://127.0.0.1:" + listener.port() + "/resource");
    }

    private static String kid(String token) {
        byte[] header = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
        return Json.tree(new String(header, StandardCharsets.UTF_8)).path("kid").asText();
    }
}
