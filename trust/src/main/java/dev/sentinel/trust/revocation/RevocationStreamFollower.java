package dev.sentinel.trust.revocation;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.redis.Redis;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the Redis stream of revocations, beside the feed and independently of it: whichever
 * brings a revocation first has brought it, and either keeps a verifier fresh while the other is
 * away. There is no switching over, so nothing that could switch too late.
 *
 * <p>Redis is not trusted. What is not sealed is not read, a number that is missing is left to the
 * feed, and so is the beginning: only the feed says what all is in force.
 */
public final class RevocationStreamFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RevocationStreamFollower.class);
    private static final String BEGINNING = "0-0";
    // Below the patience of a command, or waiting for news would look like a Redis that is away.
    private static final Duration BLOCK = Duration.ofMillis(500);
    private static final Duration RETRY = Duration.ofMillis(100);
    private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(2);
    private static final int MOST_AT_ONCE = 500;
    private static final int SILENT_ROUNDS = 6;

    private final Redis redis;
    private final StreamSeal seal;
    private final Revocations revocations;
    private final Thread reader;
    private volatile boolean closed;
    private String last = "";

    /** Follows nothing until it is started. */
    public RevocationStreamFollower(Redis redis, StreamSeal seal, Revocations revocations) {
        this.redis = redis;
        this.seal = seal;
        this.revocations = revocations;
        this.reader = Thread.ofVirtual().name("revocation-stream").unstarted(this::follow);
    }

    /** Starts following. */
    public void start() {
        reader.start();
    }

    @Override
    public void close() {
        closed = true;
        reader.interrupt();
        try {
            // Its connection is to be closed before Redis is.
            if (reader.isAlive() && !reader.join(PATIENCE_AT_CLOSE)) {
                LOG.warn("still reading {}", StreamEntry.KEY);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        String failedAfter = "none yet";
        try {
            while (!closed) {
                try (StatefulRedisConnection<String, String> connection = redis.dedicated()) {
                    read(connection.sync());
                } catch (Unavailable | RedisException away) {
                    LOG.debug("cannot follow {}: {}", StreamEntry.KEY, away.getMessage());
                } catch (RuntimeException | Error failure) {
                    // What cannot be taken in is read again, and told of once.
                    if (!last.equals(failedAfter)) {
                        LOG.error("cannot follow {}", StreamEntry.KEY, failure);
                    }
                    failedAfter = last;
                }
                Thread.sleep(RETRY);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Goes on where it was; what Redis no longer has by then the feed tells. */
    private void read(RedisCommands<String, String> commands) {
        // All that was before this process began is the feed's to tell.
        String from = last.isEmpty() ? end(commands) : last;
        int silent = 0;
        while (!closed && !Thread.currentThread().isInterrupted()) {
            List<StreamMessage<String, String>> entries = next(commands, from);
            for (StreamMessage<String, String> entry : entries) {
                from = entry.getId();
                StreamEntry.open(entry.getBody(), seal).ifPresent(revocations::take);
            }
            silent = entries.isEmpty() ? silent + 1 : 0;
            if (silent == SILENT_ROUNDS) {
                // Identity beats every second. A stream that was lost begins again with lower ids.
                from = end(commands);
                silent = 0;
            }
            last = from;
        }
    }

    @SuppressWarnings("unchecked") // Lettuce takes its offsets as generic varargs.
    private static List<StreamMessage<String, String>> next(
            RedisCommands<String, String> commands, String last) {
        return commands.xread(
                XReadArgs.Builder.block(BLOCK).count(MOST_AT_ONCE),
                StreamOffset.from(StreamEntry.KEY, last));
    }

    private static String end(RedisCommands<String, String> commands) {
        return commands.xrevrange(StreamEntry.KEY, Range.unbounded(), Limit.from(1)).stream()
                .map(StreamMessage::getId)
                .findFirst()
                .orElse(BEGINNING);
    }
}
