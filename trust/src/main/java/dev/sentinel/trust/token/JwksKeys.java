package dev.sentinel.trust.token;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.sentinel.trust.follow.Followed;
import dev.sentinel.trust.follow.Follower;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
    private static final Duration COOL_DOWN = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 256 * 1024;

    private final Semaphore wanted = new Semaphore(0);
    private final Follower follower;
    private volatile Map<String, VerificationKey> keys = Map.of();

    /** Knows no key until it is started. */
    public JwksKeys(URI address) {
        this.follower = new Follower("jwks-reader", MAX_BYTES, new Jwks(address));
    }

    /** Starts reading; {@link #ready} tells when the first keys are in. */
    public void start() {
        follower.start();
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
        follower.close();
    }

    private final class Jwks implements Followed {
        private final HttpRequest question;

        private Jwks(URI address) {
            this.question =
                    HttpRequest.newBuilder(address)
                            .timeout(Duration.ofSeconds(5))
                            .header("Accept", "application/json")
                            .build();
        }

        @Override
        public HttpRequest question() {
            return question;
        }

        @Override
        public void take(byte[] body) throws IOException {
            Map<String, VerificationKey> read = new HashMap<>();
            try {
                JWKSet set = JWKSet.parse(new String(body, StandardCharsets.UTF_8));
                for (JWK jwk : set.getKeys()) {
                    VerificationKey.of(jwk).ifPresent(key -> read.put(key.kid(), key));
                }
            } catch (ParseException noJwks) {
                throw new IOException(noJwks);
            }
            if (read.isEmpty()) {
                throw new IOException("no key there can verify");
            }
            keys = Map.copyOf(read);
        }

        @Override
        public void rest() throws InterruptedException {
            Thread.sleep(COOL_DOWN);
            wanted.drainPermits();
            boolean asked =
                    wanted.tryAcquire(EVERY.minus(COOL_DOWN).toMillis(), TimeUnit.MILLISECONDS);
            LOG.debug("reading keys again, {}", asked ? "for an unknown kid" : "on schedule");
        }
    }
}
