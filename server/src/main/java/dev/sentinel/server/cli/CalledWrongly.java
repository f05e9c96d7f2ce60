package dev.sentinel.server.cli;

/** An argument means nothing here; the message says what would be right. Exit code 2. */
final class CalledWrongly extends RuntimeException {
    private static final long serialVersionUID = 1;

    CalledWrongly(String message) {
        super(message);
    }
}
