package dev.sentinel.demo.stores;

/** The demo cannot start; the message says what stands in the way and what would help. */
public final class DemoFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DemoFailure(String message) {
        super(message);
    }
}
