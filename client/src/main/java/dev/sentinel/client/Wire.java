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
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLContext;

/** HTTP and JSON, and nothing of agents: sends, reads, turns refusals into exceptions. */
final class Wire {
    static final String JSON = "application/json";
    static final String FORM = "application/x-www-form-urlencoded";
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final URI root;
    private final Duration patience;
    private final HttpClient http;
    private final ObjectMapper json =
            JsonMapper.builder()
                    // A newer server may say more than this client knows.
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                    .addModule(times())
                    .build();

    Wire(URI root) {
        this(root, usual(), ANSWER);
    }

    /** Over this TLS, which may show a certificate. */
    Wire(URI root, SSLContext tls) {
        this(root, usual().sslContext(tls), ANSWER);
    }

    /** An answer may take so long, unless a call says otherwise. */
    Wire(URI root, Duration patience) {
        this(root, usual(), patience);
    }

    private Wire(URI root, HttpClient.Builder http, Duration patience) {
        this.root = URI.create(root.toString().replaceAll("/+$", ""));
        this.http = http.build();
        this.patience = patience;
    }

    Duration patience() {
        return patience;
    }

    private static HttpClient.Builder usual() {
        return HttpClient.newBuilder().connectTimeout(CONNECT).version(HttpClient.Version.HTTP_1_1);
    }

    private static SimpleModule times() {
        return new SimpleModule("times")
                .addDeserializer(Instant.class, new Times.Reading())
                .addDeserializer(Optional.class, new OptionalReading());
    }

    /**
     * Sends and takes the answer's body.
     *
     * @param type of the body; what it is when there is none does not matter
     */
    CompletableFuture<byte[]> send(
            String method, String path, Optional<String> bearer, String type, byte[] body) {
        return send(method, path, bearer, type, body, patience);
    }

    /** As the other one, with a patience of its own. */
    CompletableFuture<byte[]> send(
            String method,
            String path,
            Optional<String> bearer,
            String type,
            byte[] body,
            Duration longest) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(root + path))
                        .timeout(longest)
                        .header("Accept", JSON)
                        .method(
                                method,
                                body.length == 0
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(body));
        if (body.length > 0) {
            request.header("Content-Type", type);
        }
        bearer.ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return http.sendAsync(request.build(), BodyHandlers.ofByteArray())
                .handle((answer, failure) -> {
                    if (failure != null) {
                        throw new AgentIdPException.Unreachable(
                                "no answer from " + root + path, unwrapped(failure));
                    }
                    return accepted(answer);
                });
    }

    byte[] write(Object body) {
        try {
            return json.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON", e);
        }
    }

    <T> T read(byte[] body, TypeReference<T> shape) {
        try {
            return json.readValue(body, shape);
        } catch (IOException e) {
            throw new AgentIdPException.Unreachable("answer is not " + shape.getType(), e);
        }
    }

    /** The blocking twin of a call: waits for it and throws what it failed with. */
    static <T> T await(CompletableFuture<T> call) {
        try {
            return call.get();
        } catch (InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw new AgentIdPException.Unreachable("interrupted", e);
        } catch (ExecutionException | CancellationException e) {
            Throwable cause = unwrapped(e);
            if (cause instanceof RuntimeException failure) {
                throw failure;
            }
            throw new AgentIdPException.Unreachable("failed", cause);
        }
    }

    private byte[] accepted(HttpResponse<byte[]> answer) {
        if (answer.statusCode() >= 200 && answer.statusCode() < 300) {
            return answer.body();
        }
        throw refused(answer.statusCode(), tree(answer.body()));
    }

    /** The API has two shapes of refusals: that of OAuth names an {@code error}. */
    private AgentIdPException refused(int status, JsonNode said) {
        if (said.path("error").isTextual()) {
            return new AgentIdPException.TokenRefused(
                    status,
                    said.path("error").textValue(),
                    said.path("error_description").asText(""));
        }
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

    private JsonNode tree(byte[] body) {
        try {
            return json.readTree(body);
        } catch (IOException e) {
            return json.createObjectNode();
        }
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
