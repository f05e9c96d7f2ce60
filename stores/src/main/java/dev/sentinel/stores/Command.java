package dev.sentinel.stores;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A short program run to its end. */
record Command(int exitCode, String output) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Runs the program; what it prints to either stream is its output. */
    static Command run(List<String> program) {
        try {
            Process process = new ProcessBuilder(program).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new StoreFailure(program + " did not end within " + PATIENCE);
            }
            return new Command(process.exitValue(), output);
        } catch (IOException failure) {
            throw new StoreFailure("cannot run " + program.getFirst(), failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new StoreFailure("interrupted while running " + program, interruption);
        }
    }

    /** Whether the program exists and ends well. */
    static boolean works(List<String> program) {
        try {
            return run(program).exitCode == 0;
        } catch (StoreFailure _) {
            return false;
        }
    }

    /** Fails unless the program ended well. */
    void orFail(String doing) {
        if (exitCode != 0) {
            throw new StoreFailure(
                    doing + " failed (exit code " + exitCode + "): " + output.strip());
        }
    }
}
