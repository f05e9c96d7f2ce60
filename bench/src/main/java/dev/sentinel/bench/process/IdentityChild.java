package dev.sentinel.bench.process;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.sql.PostgresUrl;
import dev.sentinel.bench.platform.OwnStores;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The role identity alone, as production runs it: the production program with its access log, on
 * durable stores of its own that this process starts.
 */
final class IdentityChild implements AutoCloseable {
    private static final List<String> PORTS =
            List.of("DEMO_POSTGRES_PORT", "DEMO_REDIS_PORT", "IDENTITY_PORT", "MANAGEMENT_PORT");

    private final OwnStores stores;
    private final Child child;

    private IdentityChild(OwnStores stores, Child child) {
        this.stores = stores;
        this.child = child;
    }

    /**
     * Starts stores and program and returns when the program answers.
     *
     * @param home the checkout
     * @param stage an empty directory for data and the log
     * @param algorithm that tokens are signed with
     */
    static IdentityChild start(Path home, Path stage, SignatureAlgorithm algorithm)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>();
        environment.put("APP_ENV", "production");
        environment.put("APP_HOST", "127.0.0.1");
        environment.put("AUDIT_SIGNING_KEY_PATH", stage.resolve("audit.pem").toString());
        environment.put("SERVICE_CONFIG_PATH", home.resolve("config/services.yaml").toString());
        environment.put("TOKEN_ALGORITHM", algorithm.jose());
        // No quota: what is measured is the work of a token, not the refusal of one.
        environment.put("MAX_TOKENS_PER_MONTH", "0");
        // Counted, as everybody is, but never refused.
        environment.put("RATE_LIMIT_MAX_REQUESTS", Long.toString(1L << 40));
        OwnStores stores = OwnStores.start(stage, environment, PORTS);
        try {
            return new IdentityChild(
                    stores,
                    Child.start(
                            home,
                            stage,
                            List.of("serve", "--roles", "identity"),
                            stores.environment()));
        } catch (IOException | InterruptedException | RuntimeException failure) {
            stores.close();
            throw failure;
        }
    }

    /** With that many agents in its registry, each with a secret of its own. */
    TokenIssuer issuer(int agents) throws IOException, GeneralSecurityException {
        StoredAgents stored =
                StoredAgents.write(
                        PostgresUrl.parse(setting("DATABASE_URL")),
                        new Secret(setting("CREDENTIAL_PEPPER")),
                        agents);
        URI endpoint =
                URI.create("http://127.0.0.1:%s/api/v1/token".formatted(setting("IDENTITY_PORT")));
        TokenRequests requests =
                TokenRequests.to(
                        endpoint,
                        agents,
                        number ->
                                TokenRequests.form(stored.clientId(number), stored.secret(number)));
        return new TokenIssuer(requests, Pids.of(child.pid(), stores.path()));
    }

    private String setting(String name) {
        return stores.environment().getOrDefault(name, "");
    }

    @Override
    public void close() {
        child.close();
        stores.close();
    }
}
