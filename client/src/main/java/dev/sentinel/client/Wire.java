package dev.sentinel.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** HTTP and JSON, and nothing of agents: sends, reads, turns refusals into exceptions. */
final class Wire implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final URI root;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .connectTimeout(CONNECT)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
    private final ObjectMapper json =
            JsonMapper.builder()
                    // A newer server may say more than this client knows.
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                    .addModule(times())
                    .build();

    Wire(URI root) {
        this.root = root;
    }

    private static SimpleModule times() {
        return new SimpleModule("times")
                .addDeserializer(java.time.Instant.class, new Times.Reading())
                .addDeserializer(java.util.Optional.class, new Times.ReadingOptional());
    }

    URI uri(String path) {
        return URI.create(root.toString().replaceAll("/+$", "") + path);
    }

    /** Sends JSON; the answer's body in {@code shape}. */
    <T> T call(String method, String path, String bearer, Object body, TypeReference<T> shape) {
        return read(exchange(method, path, bearer, BodyPublishers.ofByteArray(write(body))), shape);
    }

    /** Without a body; the answer's body in {@code shape}. */
    <T> T call(String method, String path, String bearer, TypeReference<T> shape) {
        return read(exchange(method, path, bearer, BodyPublishers.noBody()), shape);
    }

    /** Without a body either way. */
    void call(String method, String path, String bearer) {
        exchange(method, path, bearer, BodyPublishers.noBody());
    }

    <T> T postForm(URI uri, String form, TypeReference<T> shape) {
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .timeout(ANSWER)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Accept", "application/json")
                        .POST(BodyPublishers.ofString(form))
                        .build();
        HttpResponse<byte[]> response = send(request);
        if (response.statusCode() != 200) {
            JsonNode said = tree(response.body());
            throw new AgentIdPException.TokenRefused(
                    response.statusCode(),
                    said.path("error").asText("unknown"),
                    said.path("error_description").asText(""));
        }
        return read(response.body(), shape);
    }

    private byte[] exchange(
            String method, String path, String bearer, HttpRequest.BodyPublisher body) {
        HttpRequest request =
                HttpRequest.newBuilder(uri(path))
                        .timeout(ANSWER)
                        .header("Authorization", "Bearer " + bearer)
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json")
                        .method(method, body)
                        .build();
        HttpResponse<byte[]> response = send(request);
        if (response.statusCode() >= 300) {
            throw refused(response.statusCode(), tree(response.body()));
        }
        return response.body();
    }

    private AgentIdPException refused(int status, JsonNode said) {
        Map<String, Object> details =
                said.path("details").isObject()
                        ? json.convertValue(
                                said.path("details"),
                                json.getTypeFactory()
                                        .constructMapType(Map.class, String.class, Object.class))
                        : Map.of();
        return new AgentIdPException.Refused(
                status,
                said.path("code").asText("UNKNOWN"),
                said.path("message").asText(""),
                details);
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new AgentIdPException.Unreachable("no answer from " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentIdPException.Unreachable("interrupted at " + request.uri(), e);
        }
    }

    private byte[] write(Object body) {
        try {
            return json.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON", e);
        }
    }

    private <T> T read(byte[] body, TypeReference<T> shape) {
        try {
            return json.readValue(body, shape);
        } catch (IOException e) {
            throw new AgentIdPException.Unreachable("answer is not " + shape.getType(), e);
        }
    }

    private JsonNode tree(byte[] body) {
        try {
            return json.readTree(body);
        } catch (IOException _) {
            return json.createObjectNode();
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
