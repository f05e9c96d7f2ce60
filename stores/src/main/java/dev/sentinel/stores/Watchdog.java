package dev.sentinel.stores;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Stops a server when this process is gone, however it went.
 *
 * <p>A small shell waits on a pipe from us. The pipe ends when we end, kill -9 included, and the
 * shell then stops the server. It ignores the terminal's Ctrl-C: the server must outlive the last
 * request that we still answer.
 */
final class Watchdog implements AutoCloseable {
    private static final String SCRIPT =
            """
            trap '' INT TERM HUP
            read -r word
            [ "$word" = released ] && exit 0
            kill -INT "$1" 2>/dev/null
            [ -z "$2" ] && exit 0
            tries=0
            while kill -0 "$1" 2>/dev/null && [ $tries -lt 50 ]; do tries=$((tries + 1)); sleep 0.1; done
            rm -rf "$2"
            """;

    private final Process shell;

    private Watchdog(Process shell) {
        this.shell = shell;
    }

    /** Watches over a server whose files stay. */
    static Watchdog over(long pid) {
        return start(pid, "");
    }

    /** Watches over a server whose files go with it. */
    static Watchdog over(long pid, Path throwAway) {
        return start(pid, throwAway.toString());
    }

    private static Watchdog start(long pid, String throwAway) {
        try {
            return new Watchdog(
                    new ProcessBuilder(
                                    List.of(
                                            "sh",
                                            "-c",
                                            SCRIPT,
                                            "sentinel-watchdog",
                                            Long.toString(pid),
                                            throwAway))
                            .redirectOutput(Redirect.DISCARD)
                            .redirectError(Redirect.DISCARD)
                            .start());
        } catch (IOException failure) {
            throw new StoreFailure("cannot watch over process " + pid, failure);
        }
    }

    /** The server is stopped, or shall live on: the watch ends. */
    @Override
    public void close() {
        try (OutputStream pipe = shell.getOutputStream()) {
            pipe.write("released\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException _) {
            // It ended before us: nothing is left to release.
        }
    }
}
