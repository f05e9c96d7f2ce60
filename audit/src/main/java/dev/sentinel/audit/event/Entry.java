package dev.sentinel.audit.event;

import java.time.Instant;
import java.util.UUID;

/**
 * An event as the log holds it.
 *
 * @param id UUIDv7 (RFC 9562 §5.7), given by the log
 * @param at when the log took it, to the millisecond; the same as in the id
 * @param event what was told, as far as it is still there
 * @param erased whether personal fields of it have been erased since
 */
public record Entry(UUID id, Instant at, AuditEvent event, boolean erased) {
    private static final int VERSION_SHIFT = 16;

    /** The entry that this id makes of the event: its time is the one inside the id. */
    public static Entry of(UUID id, AuditEvent event) {
        return new Entry(id, time(id), event, false);
    }

    /** The time inside a UUIDv7: milliseconds since 1970 in its first 48 bits. */
    public static Instant time(UUID id) {
        if (id.version() != 7) {
            throw new IllegalArgumentException("id " + id + " is not a UUIDv7");
        }
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> VERSION_SHIFT);
    }
}
