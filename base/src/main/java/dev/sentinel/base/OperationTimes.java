package dev.sentinel.base;

import java.time.Duration;

/** Is told how long each operation of a store took, on whatever thread: it must not block. */
@FunctionalInterface
public interface OperationTimes {
    /** One operation, by the word that begins it: {@code select}, {@code evalsha}. */
    void took(String operation, Duration time);

    /** Nobody wants to know. */
    static OperationTimes ignored() {
        return (_, _) -> {};
    }
}
