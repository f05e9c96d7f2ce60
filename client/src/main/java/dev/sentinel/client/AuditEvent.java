package dev.sentinel.client;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of the audit log.
 *
 * @param agentId the agent that it was done to, else the one that did it; empty when there is none
 * @param action for example {@code token.issued}
 * @param outcome {@code success} or {@code failure}
 */
public record AuditEvent(
        String eventId,
        Optional<String> agentId,
        String action,
        String outcome,
        Optional<String> ipAddress,
        Optional<String> userAgent,
        Map<String, Object> metadata,
        Instant timestamp) {

    public AuditEvent {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }
}
