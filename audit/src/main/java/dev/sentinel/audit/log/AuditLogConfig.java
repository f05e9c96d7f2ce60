package dev.sentinel.audit.log;

import java.time.Duration;

/**
 * Limits of the recording queue.
 *
 * @param queueSize events that may wait; when it is full, callers wait
 * @param batchSize events in one commit at most
 * @param patience how long a caller waits for a place, or for its commit, before it is told that
 *     the log is not available
 * @param closing how long closing may take to write what still waits
 */
public record AuditLogConfig(int queueSize, int batchSize, Duration patience, Duration closing) {
    public static final AuditLogConfig DEFAULT =
            new AuditLogConfig(20_000, 2_000, Duration.ofSeconds(20), Duration.ofSeconds(3));
}
