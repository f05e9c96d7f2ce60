package dev.sentinel.server.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server that runs until the process is told to end (SIGTERM, Ctrl-C), and then closes. */
public final class Running {
    private static final Logger log = LoggerFactory.getLogger(Running.class);

    private final CountDownLatch closed = new CountDownLatch(1);

    private Running() {}

    /** From now on the end of the process closes the server. */
    public static Running until(AutoCloseable server) {
        Running running = new Running();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> running.close(server), "stop"));
        Signals.end();
        return running;
    }

    /**
     * How long this process has existed: on Linux with the shell script that it began as, elsewhere
     * since the start of the JVM.
     */
    public static Duration sinceStart() {
        try {
            return ProcessAge.onLinux(
                    Files.readString(Path.of("/proc/self/stat")),
                    Files.readString(Path.of("/proc/uptime")));
        } catch (IOException | IllegalArgumentException _) {
            return Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
        }
    }

    /** Waits for the end. */
    public void await() throws InterruptedException {
        closed.await();
    }

    /** Waits for the end, no longer than that; whether it came. */
    boolean endsWithin(Duration time) throws InterruptedException {
        return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void close(AutoCloseable server) {
        long from = System.nanoTime();
        try {
            server.close();
            log.info("stopped in {} ms", (System.nanoTime() - from) / 1_000_000);
        } catch (Exception failure) {
            log.warn("did not stop cleanly", failure);
        } finally {
            closed.countDown();
        }
    }
}
