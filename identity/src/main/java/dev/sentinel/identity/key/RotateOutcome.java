package dev.sentinel.identity.key;

import java.time.Instant;

/** How a rotation ends. */
public sealed interface RotateOutcome {
    /** The next key signs from now on. */
    record Rotated(String active, String retired) implements RotateOutcome {}

    /** The next key has not been published for long enough: it signs from then on. */
    record Scheduled(String next, Instant signsFrom) implements RotateOutcome {}
}
