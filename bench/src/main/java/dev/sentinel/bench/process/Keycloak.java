package dev.sentinel.bench.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.stores.LocalPostgres;
import dev.sentinel.stores.LocalPostgresConfig;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Keycloak as its production start runs it, on a PostgreSQL of its own with the settings of ours:
 * one realm, one confidential client with client credentials, tokens signed with RS256.
 */
final class Keycloak implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String REALM = "bench";
    private static final String CLIENT = "bench-agent";
    private static final String ADMIN = "bench-admin";
    private static final String PASSWORD = "postgres";

    private final LocalPostgres postgres;
    private final Path postgresData;
    private final Process script;
    private final URI root;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String secret = UUID.randomUUID().toString();
    private final String adminPassword;

    private Keycloak(
            LocalPostgres postgres,
            Path postgresData,
            Process script,
            URI root,
            String adminPassword) {
        this.postgres = postgres;
        this.postgresData = postgresData;
        this.script = script;
        this.root = root;
        this.adminPassword = adminPassword;
    }

    /**
     * Starts and configures it.
     *
     * @param home unpacked, and built for PostgreSQL
     * @param stage an empty directory for data and the log
     */
    static Keycloak start(Path home, Path stage) throws IOException, InterruptedException {
        int postgresPort = Ports.free();
        int port = Ports.free();
        Path data = stage.resolve("postgres");
        LocalPostgres postgres =
                LocalPostgres.start(LocalPostgresConfig.durable(data, postgresPort, PASSWORD));
        postgres.execute("postgres", "CREATE DATABASE keycloak");
        String adminPassword = UUID.randomUUID().toString();
        ProcessBuilder builder =
                new ProcessBuilder(
                                home.resolve("bin/kc.sh").toString(),
                                "start",
                                "--optimized",
                                "--db-url=" + postgres.jdbcUrl("keycloak"),
                                "--db-username=" + LocalPostgresConfig.SUPERUSER,
                                "--http-enabled=true",
                                "--http-host=127.0.0.1",
                                "--http-port=" + port,
                                "--http-management-port=" + Ports.free(),
                                "--hostname-strict=false",
                                "--cache=local")
                        .redirectErrorStream(true)
                        .redirectOutput(stage.resolve("keycloak.log").toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "KC_DB_PASSWORD", PASSWORD,
                                "KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN,
                                "KC_BOOTSTRAP_ADMIN_PASSWORD", adminPassword,
                                "JAVA_OPTS_KC_HEAP", "-Xms256m -Xmx1g"));
        Process script = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(script::destroy, "stop Keycloak"));
        Keycloak keycloak =
                new Keycloak(
                        postgres,
                        data,
                        script,
                        URI.create("http://127.0.0.1:" + port),
                        adminPassword);
        try {
            keycloak.awaitReady(stage.resolve("keycloak.log"));
            keycloak.configure();
            return keycloak;
        } catch (IOException | InterruptedException | RuntimeException failure) {
            keycloak.close();
            throw failure;
        }
    }

    /** With requests of its one client. */
    TokenIssuer issuer() throws IOException {
        URI endpoint = root.resolve("/realms/" + REALM + "/protocol/openid-connect/token");
        return new TokenIssuer(
                TokenRequests.to(endpoint, 1, _ -> TokenRequests.form(CLIENT, secret)), pids());
    }

    @Override
    public void close() {
        List<ProcessHandle> all = script.descendants().toList();
        script.destroy();
        try {
            if (!script.waitFor(30, TimeUnit.SECONDS)) {
                all.forEach(ProcessHandle::destroyForcibly);
                script.destroyForcibly();
            }
        } catch (InterruptedException _) {
            all.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
        postgres.close();
    }

    /** The JVM is a child of the script that starts it. */
    private Pids pids() throws IOException {
        long program =
                script.descendants()
                        .filter(each -> each.info().command().orElse("").endsWith("/java"))
                        .map(ProcessHandle::pid)
                        .findFirst()
                        .orElseThrow(() -> new IOException("Keycloak has ended"));
        return new Pids(
                program, Pids.pid(postgresData.resolve("postmaster.pid")), OptionalLong.empty());
    }

    private void awaitReady(Path log) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        HttpRequest master = HttpRequest.newBuilder(root.resolve("/realms/master")).build();
        while (System.nanoTime() < deadline) {
            try {
                if (http.send(master, BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException _) {
                // Not listening yet.
            }
            if (script.waitFor(250, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        throw new IOException("Keycloak did not start:\n" + Files.readString(log));
    }

    private void configure() throws IOException, InterruptedException {
        String token = administrator();
        post("/admin/realms", token, Map.of("realm", REALM, "enabled", true));
        post(
                "/admin/realms/" + REALM + "/clients",
                token,
                Map.of(
                        "clientId", CLIENT,
                        "secret", secret,
                        "enabled", true,
                        "publicClient", false,
                        "serviceAccountsEnabled", true,
                        "standardFlowEnabled", false,
                        "directAccessGrantsEnabled", false));
    }

    private String administrator() throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(root.resolve("/realms/master/protocol/openid-connect/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(
                                BodyPublishers.ofString(
                                        "grant_type=password&client_id=admin-cli&username=%s&password=%s"
                                                .formatted(ADMIN, adminPassword)))
                        .build();
        JsonNode answer = Json.read(expect(200, request));
        return answer.path("access_token").asText();
    }

    private void post(String path, String token, Map<String, Object> body)
            throws IOException, InterruptedException {
        expect(
                201,
                HttpRequest.newBuilder(root.resolve(path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(Json.write(body)))
                        .build());
    }

    private byte[] expect(int status, HttpRequest request)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() != status) {
            throw new IOException(
                    "Keycloak answered " + answer.statusCode() + " to " + request.uri().getPath());
        }
        return answer.body();
    }
}
