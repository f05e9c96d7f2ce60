package dev.sentinel.demo.seed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The risk API through the gateway, one call at a time. */
final class RiskApi implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final URI gateway;
    private final String token;
    private final HttpClient http;

    RiskApi(URI gateway, String token) {
        this.gateway = gateway;
        this.token = token;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(5))
                        .build();
    }

    /** The version that decides now. */
    Optional<String> activeModel() {
        return Optional.ofNullable(call("GET", "/v1/models", "application/json", new byte[0]))
                .map(models -> models.path("active").textValue());
    }

    void activate(String version, byte[] model) {
        call("POST", "/v1/models", "application/json", model);
        call(
                "PUT",
                "/v1/models/active",
                "application/json",
                Json.write(Map.of("version", version)));
    }

    void upload(byte[] ndjson) {
        call("POST", "/v1/history", "application/x-ndjson", ndjson);
    }

    /** The decision's word. */
    String score(Map<String, Object> request) {
        return call("POST", "/v1/risk/score", "application/json", Json.write(request))
                .path("decision")
                .asText();
    }

    void feedback(Map<String, Object> label) {
        call("POST", "/v1/risk/feedback", "application/json", Json.write(label));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /** Repeats while the platform says 503, as it does when it has just started. */
    private JsonNode call(String method, String path, String contentType, byte[] body) {
        HttpRequest request =
                HttpRequest.newBuilder(gateway.resolve(path))
                        .timeout(TIMEOUT)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", contentType)
                        .method(method, BodyPublishers.ofByteArray(body))
                        .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            HttpResponse<byte[]> response = send(request);
            if (response.statusCode() / 100 == 2) {
                return read(response);
            }
            if (response.statusCode() != 503 || System.nanoTime() > deadline) {
                throw new SeedFailed(
                        "%s %s answered %d: %s"
                                .formatted(
                                        method,
                                        path,
                                        response.statusCode(),
                                        new String(response.body(), StandardCharsets.UTF_8)));
            }
            pause();
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (IOException failure) {
            throw new SeedFailed(
                    gateway + " does not answer: start the demo first, with make dev", failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new SeedFailed("interrupted", interruption);
        }
    }

    private static JsonNode read(HttpResponse<byte[]> response) {
        try {
            return Json.read(response.body());
        } catch (JsonProcessingException failure) {
            throw new SeedFailed(response.uri() + " did not answer with JSON", failure);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new SeedFailed("interrupted", interruption);
        }
    }
}
