package dev.sentinel.trust.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.trust.Rules;
import dev.sentinel.trust.ServiceKeys;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Listener;
import dev.sentinel.web.ListenerConfig;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import dev.sentinel.web.RouteTable;
import dev.sentinel.web.WebServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keys, followed over real HTTP. */
final class FollowingTest {
    private static final Secret KEY = new Secret("a-key-of-thirty-two-characters-ok");

    @Test
    void keysAreReadFromTheJwksAddress() throws IOException {
        TestIssuer issuer = new TestIssuer();
        RSAKey jwk =
                new RSAKey.Builder((RSAPublicKey) issuer.keyPair().getPublic())
                        .keyID("key-1")
                        .build();
        byte[] jwks = new JWKSet(jwk).toString().getBytes(StandardCharsets.UTF_8);
        Route route = Route.get("/jwks").access(Rules.open()).to(_ -> Response.rawJson(200, jwks));
        try (WebServer server = WebServer.start(Clock.systemUTC());
                JwksKeys keys = new JwksKeys(address(listen(server, route), "/jwks"))) {
            keys.start();
            await().until(keys::ready);

            assertThat(keys.find("key-1"))
                    .get()
                    .extracting(VerificationKey::algorithm)
                    .isEqualTo(SignatureAlgorithm.RS256);
            assertThat(keys.find("key-2")).isEmpty();
        }
    }

    private static Listener listen(WebServer server, Route route) throws IOException {
        return server.listen(
                new ListenerConfig("test", "127.0.0.1", 0, Dialect.PROBLEM),
                RouteTable.of(List.of(() -> List.of(route))),
                new ServiceKeys(Map.of("gateway", KEY)),
                _ -> {});
    }

    private static URI address(Listener listener, String path) {
        return URI.create("http://127.0.0.1:" + listener.port() + path);
    }
}
