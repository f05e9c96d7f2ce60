package dev.sentinel.risk.replay;

import java.io.Serial;

/** A replay cannot go on; the message says why and is for whoever started it. */
public final class ReplayFailed extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    ReplayFailed(String message) {
        super(message);
    }

    ReplayFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
