package dev.sentinel.identity.revocation;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.redis.Redis;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.trust.revocation.Position;
import dev.sentinel.trust.revocation.StreamSeal;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the Redis stream where the log is, and says every second that it is there.
 *
 * <p>It remembers nothing: the end of the stream tells how far it has come. A stream that was lost,
 * that is of a log before a restore, or that ends with what somebody else wrote is not a place in
 * the log, and so is begun again with all that is in force.
 */
public final class RevocationPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RevocationPublisher.class);
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofMillis(250);
    private static final int MOST_AT_ONCE = 10_000;

    private final RevocationLog log;
    private final RevocationStream stream;
    private final Thread publisher;
    private volatile boolean closed;

    private RevocationPublisher(RevocationLog log, RevocationStream stream) {
        this.log = log;
        this.stream = stream;
        this.publisher = Thread.ofVirtual().name("revocation-publisher").unstarted(this::publish);
    }

    /** Publishes nothing until it is started; seals with what services of the platform share. */
    public static RevocationPublisher of(RevocationLog log, Redis redis, Secret serviceKey) {
        return new RevocationPublisher(
                log, new RevocationStream(redis, new StreamSeal(serviceKey)));
    }

    /** Begins to publish. */
    public void start() {
        publisher.start();
    }

    @Override
    public void close() {
        closed = true;
        if (publisher.getState() == Thread.State.NEW) {
            return;
        }
        publisher.interrupt();
        try {
            // Redis is closed next, and must not be asked after.
            publisher.join(PATIENCE_AT_CLOSE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish() {
        boolean failing = false;
        try {
            while (!closed) {
                try {
                    next();
                    failing = false;
                } catch (Unavailable away) {
                    // Verifiers have the feed as well.
                    LOG.debug("revocations not published: {}", away.getMessage());
                    Thread.sleep(RETRY);
                } catch (RuntimeException | Error failure) {
                    if (!failing) {
                        LOG.error("revocations not published", failure);
                    }
                    failing = true;
                    Thread.sleep(RETRY);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void next() {
        Position reached = stream.reached().orElse(Position.START);
        Piece piece = log.afterUntilClosed(reached, MOST_AT_ONCE, BEAT);
        if (piece.snapshot()) {
            stream.beginAgain(piece);
            return;
        }
        piece.revocations().forEach(stream::add);
        if (piece.isComplete()) {
            stream.beat(piece.through(), piece.asOf());
        }
    }
}
