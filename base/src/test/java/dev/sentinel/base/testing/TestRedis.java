package dev.sentinel.base.testing;

import dev.sentinel.stores.LocalRedis;
import dev.sentinel.stores.LocalRedisConfig;
import dev.sentinel.stores.Ports;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Redis for tests: one server a test process, and an empty numbered database for each test that
 * asks. A test that takes the server away asks for one of its own with {@link #separate}.
 */
public final class TestRedis implements AutoCloseable {
    private static final Shared<TestRedis> SHARED = new Shared<>(TestRedis::new);
    private final LocalRedis server;
    private final AtomicInteger databases = new AtomicInteger();

    private TestRedis() {
        this.server =
                LocalRedis.startThrowAway(
                        LocalRedisConfig.throwAway(
                                Shared.directory("sentinel-redis-"), Ports.free()));
    }

    /** The address of an empty database on the server that all tests share. */
    public static String fresh() {
        return SHARED.get().url();
    }

    /** A server of the caller's own, which it may stop and start again. */
    public static TestRedis separate() {
        return new TestRedis();
    }

    /** The address of an empty database on this server. Channels are shared among databases. */
    public String url() {
        return server.url(databases.incrementAndGet());
    }

    /** The server goes away, and what it held. */
    public void stop() {
        server.stop();
    }

    /** The server comes back, on the same port, empty. */
    public void start() {
        server.start();
    }

    @Override
    public void close() {
        server.close();
    }
}
