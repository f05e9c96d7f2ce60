package dev.sentinel.bench.process;

import dev.sentinel.base.config.Settings;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.sql.PostgresUrl;
import dev.sentinel.demo.stores.DemoDirectory;
import dev.sentinel.demo.stores.DemoStores;
import dev.sentinel.stores.Ports;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The role identity alone, as production runs it: the production program with its access log, on
 * durable stores of its own that this process starts.
 */
final class IdentityChild implements AutoCloseable {
    private final DemoDirectory directory;
    private final DemoStores stores;
    private final Child child;
    private final Map<String, String> environment;

    private IdentityChild(
            DemoDirectory directory,
            DemoStores stores,
            Child child,
            Map<String, String> environment) {
        this.directory = directory;
        this.stores = stores;
        this.child = child;
        this.environment = Map.copyOf(environment);
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
        for (String port :
                List.of(
                        "DEMO_POSTGRES_PORT",
                        "DEMO_REDIS_PORT",
                        "IDENTITY_PORT",
                        "MANAGEMENT_PORT")) {
            environment.put(port, Integer.toString(Ports.free()));
        }
        DemoDirectory directory = DemoDirectory.take(stage.resolve("stores"));
        DemoStores stores =
                DemoStores.start(
                        directory,
                        Settings.load(environment, stage.resolve("none.env")),
                        List.of(),
                        new SecureRandom());
        environment.putAll(stores.settings());
        try {
            Child child =
                    Child.start(home, stage, List.of("serve", "--roles", "identity"), environment);
            return new IdentityChild(directory, stores, child, environment);
        } catch (IOException | InterruptedException | RuntimeException failure) {
            stores.close();
            directory.close();
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
        return new TokenIssuer(requests, Pids.of(child.pid(), directory.path()));
    }

    private String setting(String name) {
        return environment.getOrDefault(name, "");
    }

    @Override
    public void close() {
        child.close();
        stores.close();
        directory.close();
    }
}
