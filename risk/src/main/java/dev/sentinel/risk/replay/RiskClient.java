package dev.sentinel.risk.replay;

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
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The risk API as a client sees it, over HTTP/1.1 with kept connections. How many are open is
 * bounded by how many calls the user has under way.
 */
final class RiskClient implements AutoCloseable {
    private static final Duration SCORE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration UPLOAD_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int SHOWN = 300;

    private final URI base;
    private final Supplier<String> token;
    private final HttpClient http;

    RiskClient(URI base, Supplier<String> token) {
        this.base = base;
        this.token = token;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(5))
                        .build();
    }

    /** Begins one call; completes exceptionally when there was no answer. */
    CompletableFuture<HttpResponse<byte[]>> begin(String path, Object body) {
        return http.sendAsync(
                request(path, SCORE_TIMEOUT, "application/json")
                        .POST(BodyPublishers.ofByteArray(Json.write(body)))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    /** Uploads lines; repeats while the server says 503, as it does when it has just started. */
    void upload(byte[] ndjson) {
        insist(
                request("/v1/history", UPLOAD_TIMEOUT, "application/x-ndjson")
                        .POST(BodyPublishers.ofByteArray(ndjson))
                        .build());
    }

    /** The version that decides now. */
    Optional<String> activeModel() {
        JsonNode models =
                insist(request("/v1/models", SCORE_TIMEOUT, "application/json").GET().build());
        return Optional.ofNullable(models.get("active")).map(JsonNode::textValue);
    }

    /** Publishes a model and makes it decide. */
    void activate(String version, byte[] model) {
        insist(
                request("/v1/models", UPLOAD_TIMEOUT, "application/json")
                        .POST(BodyPublishers.ofByteArray(model))
                        .build());
        insist(
                request("/v1/models/active", UPLOAD_TIMEOUT, "application/json")
                        .PUT(BodyPublishers.ofByteArray(Json.write(Map.of("version", version))))
                        .build());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest.Builder request(String path, Duration timeout, String contentType) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(timeout)
                .header("Authorization", "Bearer " + token.get())
                .header("Content-Type", contentType);
    }

    private JsonNode insist(HttpRequest request) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            HttpResponse<byte[]> response = send(request);
            if (response.statusCode() / 100 == 2) {
                return json(response);
            }
            boolean later = response.statusCode() == 503 || response.statusCode() == 429;
            if (!later || System.nanoTime() > deadline) {
                throw new ReplayFailed(
                        "%s %s answered %d: %s"
                                .formatted(
                                        request.method(),
                                        request.uri().getPath(),
                                        response.statusCode(),
                                        excerpt(response.body())));
            }
            pause();
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new ReplayFailed(
                    "%s cannot be reached: %s".formatted(request.uri(), e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReplayFailed("interrupted", e);
        }
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        try {
            return Json.read(response.body());
        } catch (JsonProcessingException e) {
            throw new ReplayFailed(response.uri() + " did not answer with JSON", e);
        }
    }

    private static String excerpt(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        return text.substring(0, Math.min(text.length(), SHOWN));
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReplayFailed("interrupted", e);
        }
    }
}
