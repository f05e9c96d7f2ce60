package dev.sentinel.server.cli;

import java.io.PrintWriter;

/** How a command that failed says so: one line; the stack trace only for who asks for it. */
final class Failures {
    private Failures() {}

    static void report(Exception failure, PrintWriter err) {
        err.println("sentinel: " + describe(failure));
        if (System.getenv("SENTINEL_TRACE") != null) {
            failure.printStackTrace(err);
        }
        err.flush();
    }

    private static String describe(Exception failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
