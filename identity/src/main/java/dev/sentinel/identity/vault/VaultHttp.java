package dev.sentinel.identity.vault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sentinel.base.Unavailable;
import dev.sentinel.base.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Calls to Vault's HTTP API. Whatever keeps Vault from answering the question (away, slow, sealed,
 * a token that has ended) is {@link Unavailable}: the caller's request may be repeated.
 */
final class VaultHttp implements AutoCloseable {
    private static final int MAX_BYTES = 64 * 1024;
    private static final int AT_ONCE = 8;
    private static final long RETRY_NANOS = Duration.ofMillis(500).toNanos();

    private final VaultConfig config;
    private final HttpClient http;
    private final Semaphore room = new Semaphore(AT_ONCE);
    private volatile Optional<Failure> failure = Optional.empty();

    /**
     * Calls nobody yet.
     *
     * @throws IllegalArgumentException when the authority's certificate cannot be read
     */
    VaultHttp(VaultConfig config) {
        this.config = config;
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(config.timeout())
                        // A redirect would take the token to another host.
                        .followRedirects(HttpClient.Redirect.NEVER);
        config.authority().ifPresent(file -> builder.sslContext(trusting(file)));
        this.http = builder.build();
    }

    /** What Vault said: a success, or a refusal that the caller can make sense of. */
    record Answer(int status, JsonNode body) {
        boolean isRefusedFor(String error) {
            for (JsonNode each : body.path("errors")) {
                if (each.asText().contains(error)) {
                    return true;
                }
            }
            return false;
        }
    }

    Answer get(String path) {
        return call("GET", path, BodyPublishers.noBody());
    }

    Answer post(String path, Object body) {
        return call("POST", path, BodyPublishers.ofByteArray(Json.write(body)));
    }

    Answer delete(String path) {
        return call("DELETE", path, BodyPublishers.noBody());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private Answer call(String method, String path, BodyPublisher body) {
        // While it is away, callers do not queue up to find out again.
        failure.filter(last -> System.nanoTime() - last.nanos() < RETRY_NANOS)
                .ifPresent(last -> {
                    throw new Unavailable("vault", last.why());
                });
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(config.address() + "/v1/" + path))
                        .timeout(config.timeout())
                        .header("X-Vault-Token", config.token().expose())
                        .header("X-Vault-Request", "true")
                        .method(method, body);
        if (body.contentLength() != 0) {
            request.header("Content-Type", "application/json");
        }
        config.namespace().ifPresent(name -> request.header("X-Vault-Namespace", name));
        return understood(sent(request.build()));
    }

    private HttpResponse<byte[]> sent(HttpRequest request) {
        try {
            if (!room.tryAcquire(config.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Unavailable("vault", "too many calls at once");
            }
            try {
                return http.send(
                        request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
            } finally {
                room.release();
            }
        } catch (IOException away) {
            throw failed(String.valueOf(away));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Unavailable("vault", interrupted);
        }
    }

    private Answer understood(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        Answer answer = new Answer(status, json(response.body()));
        return switch (status) {
            case 200, 204, 400, 404 -> {
                failure = Optional.empty();
                yield answer;
            }
            case 403 -> throw failed("it refuses VAULT_TOKEN: has it ended, may it do this?");
            case 503 -> throw failed("it is sealed or in maintenance");
            default -> throw failed("it answers " + status);
        };
    }

    private Unavailable failed(String why) {
        failure = Optional.of(new Failure(System.nanoTime(), why));
        return new Unavailable("vault", why);
    }

    private static JsonNode json(byte[] body) {
        try {
            return body.length == 0 ? MissingNode.getInstance() : Json.read(body);
        } catch (JsonProcessingException noJson) {
            throw new Unavailable("vault", "what answers in its place speaks no JSON");
        }
    }

    private static SSLContext trusting(Path authority) {
        try (InputStream pem = Files.newInputStream(authority)) {
            KeyStore known = KeyStore.getInstance("PKCS12");
            known.load(null, null);
            int count = 0;
            for (Certificate each :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                known.setCertificateEntry("authority-" + count++, each);
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(known);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new IllegalArgumentException(
                    "VAULT_CACERT is not a file of certificates in PEM: " + authority, unreadable);
        }
    }

    private record Failure(long nanos, String why) {}
}
