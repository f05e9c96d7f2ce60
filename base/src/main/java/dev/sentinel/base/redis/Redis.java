package dev.sentinel.base.redis;

import dev.sentinel.base.OperationTimes;
import dev.sentinel.base.Unavailable;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisLoadingException;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
    // Lettuce's own delay grows to half a minute, long after Redis is back.
    private static final Duration LONGEST_RECONNECT_DELAY = Duration.ofSeconds(1);
    private static final long RETRY_NANOS = Duration.ofMillis(250).toNanos();

    private final RedisURI uri;
    private final OperationTimes times;
    private final ReentrantLock connecting = new ReentrantLock();
    private volatile @Nullable Lettuce lettuce;
    private volatile boolean closed;
    private volatile @Nullable StatefulRedisConnection<String, String> shared;
    private volatile @Nullable FailedConnect failed;

    private Redis(RedisURI uri, OperationTimes times) {
        this.uri = uri;
        this.times = times;
    }

    /**
     * Prepares a client for {@code redis://[:password@]host:port[/db]}; it is made and connects on
     * first use.
     */
    public static Redis open(String url) {
        return open(url, OperationTimes.ignored());
    }

    /** As {@link #open(String)}; each command's time is told. */
    public static Redis open(String url, OperationTimes times) {
        RedisURI uri = RedisURI.create(url);
        uri.setTimeout(PATIENCE);
        return new Redis(uri, times);
    }

    /**
     * The address, if it is one; an {@link IllegalArgumentException} says what would be right,
     * without the password.
     */
    public static String address(String url) {
        try {
            var _ = RedisURI.create(url);
            return url;
        } catch (IllegalArgumentException | IllegalStateException _) {
            // Lettuce's message would quote the password.
            throw new IllegalArgumentException(
                    "is not an address of Redis: use redis://:password@host:port/0, special"
                            + " characters in the password percent-encoded");
        }
    }

    private static CommandLatencyRecorder recorder(OperationTimes times) {
        return (_, _, command, _, completionNanos) ->
                times.took(
                        command.toString().toLowerCase(Locale.ROOT),
                        Duration.ofNanos(completionNanos));
    }

    /**
     * Runs commands on the shared connection; failures to reach Redis become {@link Unavailable}, a
     * command that Redis refuses as wrong stays a {@link RedisCommandExecutionException}.
     */
    public <T> T call(Function<RedisCommands<String, String>, T> commands) {
        try {
            return commands.apply(connection().sync());
        } catch (RedisLoadingException | RedisBusyException | RedisReadOnlyException away) {
            throw new Unavailable("redis", away);
        } catch (RedisCommandExecutionException wrong) {
            throw wrong;
        } catch (RedisException failure) {
            throw new Unavailable("redis", failure);
        } catch (IllegalStateException failure) {
            if (closed) {
                // Lettuce's timer has stopped: whoever still asks is told as of any other end.
                throw new Unavailable("redis", failure);
            }
            throw failure;
        }
    }

    /** The shared connection, for asynchronous commands. */
    public StatefulRedisConnection<String, String> connection() {
        StatefulRedisConnection<String, String> open = shared;
        if (open != null) {
            return open;
        }
        // While one caller finds out how long a dead host takes to refuse, the others do not queue
        // up behind it to find out again.
        refuseWhileFailing();
        connecting.lock();
        try {
            StatefulRedisConnection<String, String> other = shared;
            if (other != null) {
                return other;
            }
            refuseWhileFailing();
            StatefulRedisConnection<String, String> made = client().connect();
            shared = made;
            return made;
        } catch (RedisException failure) {
            failed = new FailedConnect(System.nanoTime(), failure);
            throw new Unavailable("redis", failure);
        } finally {
            connecting.unlock();
        }
    }

    /**
     * The shared connection, when there is one: for those who must not wait for it to be made. It
     * may be broken just now; then commands fail at once.
     */
    public Optional<StatefulRedisConnection<String, String>> connected() {
        return Optional.ofNullable(shared);
    }

    /** Makes the shared connection on a thread of its own, for those who must not wait for it. */
    public void connectSoon() {
        if (connecting.isLocked()) {
            return;
        }
        Thread.ofVirtual()
                .name("redis-connect")
                .start(() -> {
                    try {
                        connection();
                    } catch (Unavailable _) {
                        // Whoever asks next finds out, and tries again.
                    }
                });
    }

    /**
     * A connection of the caller's own, for commands that block (streams). The caller closes it.
     */
    public StatefulRedisConnection<String, String> dedicated() {
        try {
            return client().connect();
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

    /** Lettuce's own threads are most of its cost, and a start does not need them yet. */
    private RedisClient client() {
        Lettuce made = lettuce;
        if (made != null) {
            return made.client();
        }
        connecting.lock();
        try {
            if (closed) {
                throw new Unavailable("redis", "closed");
            }
            Lettuce others = lettuce;
            if (others != null) {
                return others.client();
            }
            Lettuce mine = Lettuce.of(uri, times);
            lettuce = mine;
            return mine.client();
        } finally {
            connecting.unlock();
        }
    }

    private void refuseWhileFailing() {
        FailedConnect last = failed;
        if (last != null && System.nanoTime() - last.nanos() < RETRY_NANOS) {
            throw new Unavailable("redis", last.cause());
        }
    }

    @Override
    public void close() {
        closed = true;
        Lettuce made = lettuce;
        if (made == null) {
            return;
        }
        made.client().shutdown(Duration.ZERO, Duration.ofSeconds(1));
        made.resources().shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1_000);
    }

    private record FailedConnect(long nanos, RedisException cause) {}

    private record Lettuce(ClientResources resources, RedisClient client) {
        static Lettuce of(RedisURI uri, OperationTimes times) {
            ClientResources resources =
                    ClientResources.builder()
                            .commandLatencyRecorder(recorder(times))
                            .reconnectDelay(
                                    Delay.exponential(
                                            Duration.ofMillis(20),
                                            LONGEST_RECONNECT_DELAY,
                                            2,
                                            TimeUnit.MILLISECONDS))
                            .build();
            RedisClient client = RedisClient.create(resources, uri);
            client.setOptions(
                    ClientOptions.builder()
                            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                            .requestQueueSize(32_768)
                            .socketOptions(SocketOptions.builder().connectTimeout(PATIENCE).build())
                            .timeoutOptions(TimeoutOptions.enabled(PATIENCE))
                            .build());
            return new Lettuce(resources, client);
        }
    }
}
