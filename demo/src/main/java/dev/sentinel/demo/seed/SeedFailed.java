package dev.sentinel.demo.seed;

/** Seeding cannot go on; the message says why. Running it again goes on where it ended. */
public final class SeedFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    SeedFailed(String message) {
        super(message);
    }

    SeedFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
