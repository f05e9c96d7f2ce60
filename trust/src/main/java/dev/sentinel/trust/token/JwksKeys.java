package dev.sentinel.trust.token;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys from a JWKS address (RFC 7517), read in the back and held in memory.
 *
 * <p>They are read again every five minutes, and when a token names a key that is not there, though
 * at most once in five seconds: a stream of made-up {@code kid}s must not become a stream of
 * requests. Keys that were read stay good while the address does not answer.
 */
public final class JwksKeys implements VerificationKeys, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JwksKeys.class);
    private static final Duration EVERY = Duration.ofMinutes(5);
    private static final Duration RETRY = Duration.ofMillis(250);
    private static final Duration COOL_DOWN = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 256 * 1024;

    private final URI address;
    private final HttpClient http;
    private final Semaphore wanted = new Semaphore(0);
    private final Thread reader;
    private volatile Map<String, VerificationKey> keys = Map.of();
    private volatile boolean closed;

    /** Knows no key until it is started. */
    public JwksKeys(URI address) {
        this.address = address;
        this.http =
                HttpClient.newBuilder()
                        .connectTimeout(Duration.ofSeconds(2))
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
        this.reader = Thread.ofVirtual().name("jwks-reader").unstarted(this::follow);
    }

    /** Starts reading; {@link #ready} tells when the first keys are in. */
    public void start() {
        reader.start();
    }

    @Override
    public Optional<VerificationKey> find(String kid) {
        VerificationKey key = keys.get(kid);
        if (key == null && wanted.availablePermits() == 0) {
            wanted.release();
        }
        return Optional.ofNullable(key);
    }

    @Override
    public boolean ready() {
        return !keys.isEmpty();
    }

    @Override
    public void close() {
        closed = true;
        reader.interrupt();
        http.shutdownNow();
    }

    private void follow() {
        try {
            while (!closed) {
                if (!read()) {
                    Thread.sleep(RETRY);
                    continue;
                }
                Thread.sleep(COOL_DOWN);
                wanted.drainPermits();
                boolean asked =
                        wanted.tryAcquire(
                                EVERY.minus(COOL_DOWN).toMillis(),
                                java.util.concurrent.TimeUnit.MILLISECONDS);
                LOG.debug("reading keys again, {}", asked ? "for an unknown kid" : "on schedule");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean read() throws InterruptedException {
        try {
            HttpResponse<byte[]> answer =
                    http.send(
                            HttpRequest.newBuilder(address)
                                    .timeout(Duration.ofSeconds(5))
                                    .header("Accept", "application/json")
                                    .build(),
                            HttpResponse.BodyHandlers.limiting(
                                    HttpResponse.BodyHandlers.ofByteArray(), MAX_BYTES));
            if (answer.statusCode() != 200) {
                LOG.debug("{} answered {}", address, answer.statusCode());
                return false;
            }
            Map<String, VerificationKey> read = new HashMap<>();
            JWKSet set = JWKSet.parse(new String(answer.body(), StandardCharsets.UTF_8));
            for (JWK jwk : set.getKeys()) {
                VerificationKey.of(jwk).ifPresent(key -> read.put(key.kid(), key));
            }
            if (read.isEmpty()) {
                LOG.warn("{} has no key that can verify", address);
                return false;
            }
            keys = Map.copyOf(read);
            return true;
        } catch (IOException | ParseException failure) {
            LOG.debug("cannot read keys from {}: {}", address, failure.toString());
            return false;
        }
    }
}
