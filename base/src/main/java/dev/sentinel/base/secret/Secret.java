package dev.sentinel.base.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A value that must not reach a log, an error or an answer: it prints as dots. */
public final class Secret {
    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** The value itself. Each call of this is a place to look at in a review. */
    public String expose() {
        return value;
    }

    /** Compares in constant time, so that the answer's delay tells nothing about the secret. */
    public boolean matches(String candidate) {
        return MessageDigest.isEqual(
                value.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
    }

    public boolean isEmpty() {
        return value.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && matches(secret.value);
    }

    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return "•••";
    }
}
