package dev.sentinel.identity.policy;

import java.io.Serial;

/**
 * A policy that is not taken into force; the message names the file and says what would be right.
 */
final class PolicyRefused extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    PolicyRefused(String message) {
        super(message);
    }

    PolicyRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
