package dev.sentinel.base.testing;

import dev.sentinel.stores.LocalRedis;
import dev.sentinel.stores.LocalRedisConfig;
import dev.sentinel.stores.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Redis for tests: one server a test process, and an empty numbered database for each test that
 * asks. A test that takes the server away asks for one of its own with {@link #separate}.
 */
public final class TestRedis implements AutoCloseable {
    private final LocalRedis server;
    private final AtomicInteger databases = new AtomicInteger();

    private TestRedis() {
        this.server =
                LocalRedis.startThrowAway(LocalRedisConfig.throwAway(temporary(), Ports.free()));
    }

    /** The address of an empty database on the server that all tests share. */
    public static String fresh() {
        return Shared.SERVER.url();
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

    private static Path temporary() {
        try {
            return Files.createTempDirectory("sentinel-redis-");
        } catch (IOException failure) {
            throw new UncheckedIOException("no temporary directory", failure);
        }
    }

    /** Started when first used; stopped when the process ends. */
    private static final class Shared {
        static final TestRedis SERVER = start();

        private static TestRedis start() {
            TestRedis redis = new TestRedis();
            Runtime.getRuntime().addShutdownHook(new Thread(redis::close));
            return redis;
        }
    }
}
