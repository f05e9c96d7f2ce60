package dev.sentinel.identity.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.identity.vault.VaultConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * A server that speaks the part of Vault's HTTP API that identity uses, as HashiCorp documents it
 * (KV version 2, token lookup and renewal), and nothing else: any other path, method, header or
 * body is refused as Vault refuses it.
 */
public final class TestVault implements AutoCloseable {
    public static final String TOKEN = "hvs.a-token-of-the-tests";

    private final Optional<SSLContext> tls;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Secrets> kept = new HashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private volatile boolean sealed;
    private volatile boolean tokenEnded;
    private volatile Optional<String> namespace = Optional.empty();
    private long ttl;
    private int renewals;

    /** One path of the engine. */
    private static final class Secrets {
        private final TreeMap<Integer, JsonNode> versions = new TreeMap<>();
        private int current;
    }

    private record Said(int status, Object body) {
        static Said refused(int status, String... errors) {
            return new Said(status, Map.of("errors", List.of(errors)));
        }
    }

    public TestVault() {
        this(Optional.empty());
    }

    public TestVault(Optional<SSLContext> tls) {
        this.tls = tls;
        this.server = listening(0);
    }

    private HttpServer listening(int port) {
        try {
            InetSocketAddress address =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            HttpServer made;
            if (tls.isPresent()) {
                HttpsServer https = HttpsServer.create(address, 0);
                https.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
                made = https;
            } else {
                made = HttpServer.create(address, 0);
            }
            made.createContext("/", this::answer);
            made.setExecutor(threads);
            made.start();
            return made;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public VaultConfig config() {
        return config(Optional.empty());
    }

    public VaultConfig config(Optional<Path> authority) {
        return new VaultConfig(
                URI.create(
                        (tls.isPresent() ? "https" : "http")
                                + "://localhost:"
                                + server.getAddress().getPort()),
                new Secret(TOKEN),
                "secret",
                namespace,
                authority,
                Duration.ofSeconds(2));
    }

    /** Nothing listens any more. */
    public synchronized void stop() {
        server.stop(0);
    }

    /** Listens again, where it did. */
    public synchronized void comeBack() {
        server = listening(server.getAddress().getPort());
    }

    public void seal(boolean isSealed) {
        sealed = isSealed;
    }

    public void endToken(boolean hasEnded) {
        tokenEnded = hasEnded;
    }

    public void requireNamespace(String name) {
        namespace = Optional.of(name);
    }

    /** The token lives for so long, of a day. */
    public synchronized void tokenLives(Duration left) {
        ttl = left.toSeconds();
    }

    public synchronized int renewals() {
        return renewals;
    }

    /** Everything that was asked, as {@code METHOD path}. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** The secret of a path as it is kept now. */
    public synchronized Optional<String> latest(String path) {
        return Optional.ofNullable(kept.get(path))
                .map(secrets -> secrets.versions.get(secrets.current))
                .map(data -> data.path("clientSecret").asText());
    }

    /** As another system or an operator writes it. */
    public synchronized void keep(String path, Map<String, String> data) {
        Secrets secrets = kept.computeIfAbsent(path, _ -> new Secrets());
        secrets.versions.put(++secrets.current, Json.tree(Json.text(data)));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        calls.add(exchange.getRequestMethod() + " " + path);
        Said said = said(exchange, path);
        byte[] body = said.status() == 204 ? new byte[0] : Json.write(said.body());
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(said.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private synchronized Said said(HttpExchange exchange, String path) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (sealed) {
            return Said.refused(503, "Vault is sealed");
        }
        if (!Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Vault-Namespace"))
                .equals(namespace)) {
            return Said.refused(404);
        }
        if (tokenEnded || !TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"))) {
            return Said.refused(403, "permission denied");
        }
        String method = exchange.getRequestMethod();
        if (path.equals("/v1/auth/token/lookup-self")) {
            return method.equals("GET") ? lookup() : Said.refused(405, "unsupported operation");
        }
        if (path.equals("/v1/auth/token/renew-self")) {
            return method.equals("POST") ? renew() : Said.refused(405, "unsupported operation");
        }
        if (path.startsWith("/v1/secret/data/")) {
            return data(exchange, path.substring("/v1/".length()), body);
        }
        if (path.startsWith("/v1/secret/metadata/")) {
            return metadata(
                    method, path.substring("/v1/".length()).replace("/metadata/", "/data/"));
        }
        return Said.refused(404, "no handler for route '" + path.substring(4) + "'");
    }

    private Said lookup() {
        return new Said(
                200,
                Map.of("data", Map.of("ttl", ttl, "creation_ttl", 86_400, "renewable", ttl > 0)));
    }

    private Said renew() {
        renewals++;
        ttl = 86_400;
        return new Said(200, Map.of("auth", Map.of("lease_duration", ttl, "renewable", true)));
    }

    private Said data(HttpExchange exchange, String path, byte[] body) {
        return switch (exchange.getRequestMethod()) {
            case "GET" -> read(path, exchange.getRequestURI().getQuery());
            case "POST" -> write(path, exchange, body);
            default -> Said.refused(405, "unsupported operation");
        };
    }

    private Said read(String path, String query) {
        Secrets secrets = kept.get(path);
        if (secrets == null) {
            return Said.refused(404);
        }
        int version =
                query == null
                        ? secrets.current
                        : Integer.parseInt(query.substring("version=".length()));
        JsonNode data = secrets.versions.get(version);
        return data == null
                ? Said.refused(404)
                : new Said(
                        200,
                        Map.of(
                                "data",
                                Map.of("data", data, "metadata", Map.of("version", version))));
    }

    private Said write(String path, HttpExchange exchange, byte[] body) {
        JsonNode asked;
        try {
            asked = Json.read(body);
        } catch (JsonProcessingException noJson) {
            return Said.refused(400, "failed to parse JSON input");
        }
        if (!"application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))
                || !asked.path("data").isObject()) {
            return Said.refused(400, "no data provided");
        }
        Secrets secrets = kept.computeIfAbsent(path, _ -> new Secrets());
        JsonNode cas = asked.path("options").path("cas");
        if (!cas.isInt() || cas.intValue() != secrets.current) {
            return Said.refused(400, "check-and-set parameter did not match the current version");
        }
        secrets.versions.put(++secrets.current, asked.path("data"));
        return new Said(
                200, Map.of("data", Map.of("version", secrets.current, "destroyed", false)));
    }

    private Said metadata(String method, String path) {
        Secrets secrets = kept.get(path);
        return switch (method) {
            case "GET" ->
                    secrets == null
                            ? Said.refused(404)
                            : new Said(
                                    200,
                                    Map.of("data", Map.of("current_version", secrets.current)));
            case "DELETE" -> {
                kept.remove(path);
                yield new Said(204, Map.of());
            }
            default -> Said.refused(405, "unsupported operation");
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
