package dev.sentinel.trust.token;

import dev.sentinel.trust.follow.Followed;
import dev.sentinel.trust.follow.Follower;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Keys from a JWKS address (RFC 7517), read again every few seconds and held in memory.
 *
 * <p>So often, because a key that leaves the set may have been stolen: its tokens are to be refused
 * within seconds. No token makes a request: a stream of made-up {@code kid}s costs nothing, and a
 * new key is published long before it signs. Keys that were read stay good while the address does
 * not answer.
 */
public final class JwksKeys implements VerificationKeys, AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 256 * 1024;

    private final Duration every;
    private final Follower follower;
    private volatile Map<String, VerificationKey> keys = Map.of();

    /** Knows no key until it is started. */
    public JwksKeys(URI address) {
        this(address, EVERY);
    }

    /** Reads again after this time. */
    public JwksKeys(URI address, Duration every) {
        this.every = every;
        this.follower = new Follower("jwks-reader", MAX_BYTES, new Reading(address));
    }

    /** Starts reading; {@link #ready} tells when the first keys are in. */
    public void start() {
        follower.start();
    }

    @Override
    public Optional<VerificationKey> find(String kid) {
        return Optional.ofNullable(keys.get(kid));
    }

    @Override
    public boolean ready() {
        return !keys.isEmpty();
    }

    @Override
    public void close() {
        follower.close();
    }

    private final class Reading implements Followed {
        private final HttpRequest question;

        private Reading(URI address) {
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
            Map<String, VerificationKey> read = Jwks.read(body);
            if (read.isEmpty()) {
                throw new IOException("no key there can verify");
            }
            keys = read;
        }

        @Override
        public void rest() throws InterruptedException {
            Thread.sleep(every);
        }
    }
}
