package dev.sentinel.base.redis;

import dev.sentinel.base.Unavailable;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Redis 7 over one shared connection, which Lettuce multiplexes and reconnects by itself.
 *
 * <p>While Redis is away commands fail at once ({@link Unavailable}) instead of queueing: a caller
 * that waits for a cache has lost already.
 */
public final class Redis implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final RedisClient client;
    private final ReentrantLock connecting = new ReentrantLock();
    private volatile @Nullable StatefulRedisConnection<String, String> shared;

    private Redis(RedisClient client) {
        this.client = client;
    }

    /** Prepares a client for {@code redis://[:password@]host:port[/db]}; connects on first use. */
    public static Redis open(String url) {
        RedisURI uri = RedisURI.create(url);
        uri.setTimeout(PATIENCE);
        RedisClient client = RedisClient.create(uri);
        client.setOptions(
                ClientOptions.builder()
                        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                        .requestQueueSize(100_000)
                        .socketOptions(SocketOptions.builder().connectTimeout(PATIENCE).build())
                        .timeoutOptions(TimeoutOptions.enabled(PATIENCE))
                        .build());
        return new Redis(client);
    }

    /**
     * Runs commands on the shared connection; failures to reach Redis become {@link Unavailable}.
     */
    public <T> T call(Function<RedisCommands<String, String>, T> commands) {
        try {
            return commands.apply(connection().sync());
        } catch (RedisException failure) {
            throw new Unavailable("redis", failure);
        }
    }

    /** The shared connection, for asynchronous commands. */
    public StatefulRedisConnection<String, String> connection() {
        StatefulRedisConnection<String, String> open = shared;
        if (open != null) {
            return open;
        }
        connecting.lock();
        try {
            StatefulRedisConnection<String, String> other = shared;
            if (other != null) {
                return other;
            }
            StatefulRedisConnection<String, String> made = client.connect();
            shared = made;
            return made;
        } catch (RedisException failure) {
            throw new Unavailable("redis", failure);
        } finally {
            connecting.unlock();
        }
    }

    /**
     * A connection of the caller's own, for commands that block (streams). The caller closes it.
     */
    public StatefulRedisConnection<String, String> dedicated() {
        try {
            return client.connect();
        } catch (RedisException failure) {
            throw new Unavailable("redis", failure);
        }
    }

    /** Whether Redis answers now. */
    public boolean reachable() {
        try {
            return "PONG".equals(call(RedisCommands::ping));
        } catch (Unavailable _) {
            return false;
        }
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
}
