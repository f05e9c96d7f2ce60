package dev.sentinel.base;

import java.io.Serial;
import java.net.UnknownHostException;

/**
 * A store or a part that a call needs is away for now: PostgreSQL, Redis, the active model.
 *
 * <p>The edge answers 503. Nothing has been changed, so the call may be repeated.
 */
public final class Unavailable extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final String what;

    /** {@code what} names the part in the caller's words, such as {@code "postgres"}. */
    public Unavailable(String what, Throwable cause) {
        super(what + " is not available", cause);
        this.what = what;
    }

    /** A part that is not there for a reason of its own, such as a model that is still loading. */
    public Unavailable(String what, String why) {
        super(what + " is not available: " + why);
        this.what = what;
    }

    /**
     * What lies at the bottom of it, in one line, for operators' eyes: it may name hosts and
     * databases. Empty when nothing is known.
     */
    public String reason() {
        String reason = "";
        for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
            String said = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
            if (cause instanceof UnknownHostException) {
                return "no host is called " + said;
            }
            if (cause.getMessage() != null && !said.isBlank()) {
                reason = said;
            }
        }
        return reason;
    }

    /** The part that is away. */
    public String what() {
        return what;
    }
}
