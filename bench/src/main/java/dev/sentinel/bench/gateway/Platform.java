package dev.sentinel.bench.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.sql.PostgresUrl;
import dev.sentinel.bench.platform.OwnStores;
import dev.sentinel.bench.process.Child;
import dev.sentinel.bench.process.ProcessTimes;
import dev.sentinel.bench.process.StoredAgents;
import dev.sentinel.stores.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Our gateway as production runs it: a process of its own, with the access log, the audit of every
 * call and the revocation feed on; identity, PostgreSQL and Redis beside it.
 */
final class Platform implements Peer {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final List<String> PORTS =
            List.of("DEMO_POSTGRES_PORT", "DEMO_REDIS_PORT", "IDENTITY_PORT", "MANAGEMENT_PORT");

    private final OwnStores stores;
    private final Child identity;
    private final Child gateway;
    private final Path registry;
    private final URI root;
    private final StoredAgents agents;
    private final HttpClient http = HttpClient.newHttpClient();

    private Platform(
            OwnStores stores,
            Child identity,
            Child gateway,
            Path registry,
            URI root,
            StoredAgents agents) {
        this.stores = stores;
        this.identity = identity;
        this.gateway = gateway;
        this.registry = registry;
        this.root = root;
        this.agents = agents;
    }

    /**
     * Starts all of it.
     *
     * @param home the checkout, built
     * @param stage an empty directory
     * @param services the registry
     * @param agents how many there are, each with a credential
     */
    static Platform start(Path home, Path stage, String services, int agents)
            throws IOException, InterruptedException, GeneralSecurityException {
        Files.createDirectories(stage);
        Path registry = Files.writeString(stage.resolve("services.yaml"), services);
        OwnStores stores = OwnStores.start(stage, settings(stage, registry), PORTS);
        try {
            Child identity =
                    Child.start(
                            home,
                            Files.createDirectories(stage.resolve("identity")),
                            List.of("serve", "--roles", "identity"),
                            stores.environment());
            StoredAgents stored =
                    StoredAgents.write(
                            PostgresUrl.parse(setting(stores, "DATABASE_URL")),
                            new Secret(setting(stores, "CREDENTIAL_PEPPER")),
                            agents);
            int port = Ports.free();
            Map<String, String> environment = new HashMap<>(stores.environment());
            environment.put("APP_PORT", Integer.toString(port));
            environment.put("MANAGEMENT_PORT", Integer.toString(Ports.free()));
            Child gateway =
                    Child.start(
                            home,
                            Files.createDirectories(stage.resolve("gateway")),
                            List.of("serve", "--roles", "gateway"),
                            environment);
            return new Platform(
                    stores,
                    identity,
                    gateway,
                    registry,
                    URI.create("http://127.0.0.1:" + port),
                    stored);
        } catch (IOException | InterruptedException | RuntimeException failure) {
            stores.close();
            throw failure;
        }
    }

    private static Map<String, String> settings(Path stage, Path registry) {
        return Map.of(
                "APP_ENV", "production",
                "APP_HOST", "127.0.0.1",
                "AUDIT_SIGNING_KEY_PATH", stage.resolve("audit.pem").toString(),
                "SERVICE_CONFIG_PATH", registry.toString(),
                // Otherwise it would be measured, too.
                "SERVICE_HEALTH_CHECK_ENABLED", "false",
                // Tokens are not what is measured, so nobody runs out of them.
                "MAX_TOKENS_PER_MONTH", "0",
                "RATE_LIMIT_MAX_REQUESTS", "0");
    }

    @Override
    public String name() {
        return "Sentinel: verified token, rule, audit, metrics";
    }

    @Override
    public URI payload() {
        return root.resolve("/bench/payload");
    }

    @Override
    public long processorMicros() throws IOException {
        return ProcessTimes.micros(gateway.pid());
    }

    /** Memory of the gateway that is in RAM now, in MiB. */
    double residentMebibytes() throws IOException {
        return ProcessTimes.residentKib(gateway.pid()) / 1_024.0;
    }

    /** A token of one of the agents with scope {@code risk:score}. */
    String token(int agent) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(identityRoot().resolve("/api/v1/token"))
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(
                                BodyPublishers.ofString(
                                        "grant_type=client_credentials&client_id=%s&client_secret=%s"
                                                .formatted(
                                                        agents.clientId(agent),
                                                        agents.secret(agent))))
                        .build();
        return answer(request).path("access_token").asText();
    }

    /** The keys that tokens are signed by (RFC 7517). */
    JsonNode jwks() throws IOException, InterruptedException {
        return answer(
                HttpRequest.newBuilder(identityRoot().resolve("/.well-known/jwks.json"))
                        .timeout(PATIENCE)
                        .build());
    }

    /** Revokes a token of that agent's in its own name (RFC 7009). */
    void revoke(String token) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(identityRoot().resolve("/api/v1/token/revoke"))
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("token=" + token))
                        .build();
        send(request);
    }

    /** Puts another registry in the place of the one in force. */
    void register(String services) throws IOException {
        Path next = registry.resolveSibling("services.next");
        Files.writeString(next, services);
        Files.move(next, registry, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() {
        gateway.close();
        identity.close();
        stores.close();
    }

    private URI identityRoot() {
        return URI.create("http://127.0.0.1:" + setting(stores, "IDENTITY_PORT"));
    }

    private JsonNode answer(HttpRequest request) throws IOException, InterruptedException {
        return Json.read(send(request));
    }

    private byte[] send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException(
                    "identity answered %d to %s"
                            .formatted(answer.statusCode(), request.uri().getPath()));
        }
        return answer.body();
    }

    private static String setting(OwnStores stores, String name) {
        return stores.environment().getOrDefault(name, "");
    }
}
