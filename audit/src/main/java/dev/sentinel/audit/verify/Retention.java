package dev.sentinel.audit.verify;

import java.time.Instant;
import java.time.ZoneOffset;

/** How long events are kept: seven years, and no setting shortens it. */
final class Retention {
    private static final int YEARS = 7;

    private Retention() {}

    /** Events before this time may have been let go, a month at a time. */
    static Instant keptSince(Instant now) {
        return now.atOffset(ZoneOffset.UTC).minusYears(YEARS).toInstant();
    }
}
