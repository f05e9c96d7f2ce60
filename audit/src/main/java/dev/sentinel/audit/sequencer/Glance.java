package dev.sentinel.audit.sequencer;

import java.time.Instant;

/**
 * How far the log is.
 *
 * @param waiting whether committed events wait to be integrated
 * @param size entries in the signed tree
 * @param signedAt when its checkpoint was signed
 */
public record Glance(boolean waiting, long size, Instant signedAt) {
    static final Glance NOT_BEGUN = new Glance(false, 0, Instant.EPOCH);
}
