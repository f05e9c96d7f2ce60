package dev.sentinel.server.setup;

/** Setup cannot go on; the message says what stands in the way and what would help. */
public final class SetupFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    SetupFailure(String message) {
        super(message);
    }

    SetupFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
