package dev.sentinel.risk.model;

/** A model artifact that must not be used; the message says what is wrong with it. */
public final class ModelRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ModelRefused(String message) {
        super(message);
    }

    public ModelRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
