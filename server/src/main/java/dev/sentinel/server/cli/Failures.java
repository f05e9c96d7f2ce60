package dev.sentinel.server.cli;

import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

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

    /** In words: what Java calls it says nothing to who runs a command. */
    static String describe(Exception failure) {
        return switch (failure) {
            case NoSuchFileException missing -> missing.getFile() + ": no such file or directory";
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileSystemException other ->
                    other.getFile()
                            + ": "
                            + Optional.ofNullable(other.getReason()).orElse("cannot be used");
            case ConnectException _ -> "nobody answers there";
            case HttpTimeoutException _ -> "no answer in time";
            default ->
                    Optional.ofNullable(failure.getMessage())
                            .orElse("it failed; SENTINEL_TRACE=1 shows where");
        };
    }
}
