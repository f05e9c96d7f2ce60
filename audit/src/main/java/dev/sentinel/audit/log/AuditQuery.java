package dev.sentinel.audit.log;

import dev.sentinel.audit.event.Outcome;
import java.time.Instant;
import java.util.Optional;

/**
 * Which entries of a workspace to look for.
 *
 * @param agentId the principal that acted or was acted on
 * @param action the exact action
 * @param from the earliest time, inclusive
 * @param until the latest time, inclusive
 * @param page from 1
 * @param limit entries on a page, 1 to 1000
 */
public record AuditQuery(
        String workspace,
        Optional<String> agentId,
        Optional<String> action,
        Optional<Outcome> outcome,
        Optional<Instant> from,
        Optional<Instant> until,
        int page,
        int limit) {
    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 1_000;

    public AuditQuery {
        if (page < 1 || limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException(
                    "page " + page + " of " + limit + ": pages begin at 1 and hold 1 to 1000");
        }
    }

    /** The newest entries of a workspace. */
    public static AuditQuery newest(String workspace) {
        return new AuditQuery(
                workspace,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                DEFAULT_LIMIT);
    }

    long offset() {
        return (page - 1L) * limit;
    }
}
