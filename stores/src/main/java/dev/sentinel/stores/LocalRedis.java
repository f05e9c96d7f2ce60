package dev.sentinel.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redis as a child of this process, on loopback. In a session of its own, may be stopped and
 * started again; one that a killed process left behind is stopped first.
 */
public final class LocalRedis implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalRedis.class);
    private static final String PROGRAM = "redis-server";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final LocalRedisConfig config;
    private final boolean throwAway;
    private Optional<Watchdog> watchdog = Optional.empty();

    private LocalRedis(LocalRedisConfig config, boolean throwAway) {
        this.config = config;
        this.throwAway = throwAway;
    }

    /** Starts a server on files that stay. */
    public static LocalRedis start(LocalRedisConfig config) {
        return started(new LocalRedis(config, false));
    }

    /** Starts a server whose files are deleted when it is closed or this process is gone. */
    public static LocalRedis startThrowAway(LocalRedisConfig config) {
        return started(new LocalRedis(config, true));
    }

    /** Stops what an earlier process left running on these files, if anything. */
    public static void stopLeftOver(Path directory) {
        pidFile(directory)
                .running(PROGRAM)
                .ifPresent(process -> {
                    log.info("stopping the Redis that an earlier run left behind");
                    stop(process);
                });
    }

    /** Starts the server again after {@link #stop}. */
    public synchronized void start() {
        List<String> program = new ArrayList<>();
        program.add(Binaries.redis().toString());
        program.addAll(
                List.of(
                        "--bind", "127.0.0.1",
                        "--port", Integer.toString(config.port()),
                        "--dir", config.directory().toString(),
                        "--logfile", config.directory().resolve("redis.log").toString(),
                        "--pidfile", config.directory().resolve("redis.pid").toString(),
                        // Redis then makes a session of its own: Ctrl-C does not reach it.
                        "--daemonize", "yes"));
        program.addAll(config.options());
        Command.run(program).orFail("starting Redis");
        if (!within(PATIENCE, this::answers)) {
            throw new StoreFailure(
                    "Redis did not start on port %d; its log is %s"
                            .formatted(config.port(), config.directory().resolve("redis.log")));
        }
        long pid =
                pidFile(config.directory())
                        .pid()
                        .orElseThrow(() -> new StoreFailure("Redis ended as it started"));
        watchdog =
                Optional.of(
                        throwAway ? Watchdog.over(pid, config.directory()) : Watchdog.over(pid));
    }

    /** Stops the server. */
    public synchronized void stop() {
        pidFile(config.directory()).running(PROGRAM).ifPresent(LocalRedis::stop);
        watchdog.ifPresent(Watchdog::close);
        watchdog = Optional.empty();
    }

    @Override
    public void close() {
        stop();
        if (throwAway) {
            try {
                Trees.delete(config.directory());
            } catch (IOException failure) {
                log.warn("cannot delete {}", config.directory(), failure);
            }
        }
    }

    /** The address of one of the numbered databases. */
    public String url(int database) {
        return "redis://127.0.0.1:" + config.port() + "/" + database;
    }

    private static LocalRedis started(LocalRedis redis) {
        stopLeftOver(redis.config.directory());
        try {
            Files.createDirectories(redis.config.directory());
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot make " + redis.config.directory(), failure);
        }
        redis.start();
        return redis;
    }

    /** Redis answers SIGTERM by writing what it must keep; only if it hangs it is killed. */
    private static void stop(ProcessHandle process) {
        process.destroy();
        if (!within(PATIENCE, () -> !alive(process))) {
            process.destroyForcibly();
        }
    }

    /** A process that ended but that nobody waited for still has a number, but no program. */
    private static boolean alive(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), config.port()), 500);
            socket.setSoTimeout(500);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(5);
            return new String(answer, StandardCharsets.US_ASCII).equals("+PONG");
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean within(Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            if (condition.getAsBoolean()) {
                return true;
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        return condition.getAsBoolean();
    }

    private static PidFile pidFile(Path directory) {
        return new PidFile(directory.resolve("redis.pid"));
    }
}
