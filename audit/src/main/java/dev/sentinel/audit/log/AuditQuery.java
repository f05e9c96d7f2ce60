package dev.sentinel.audit.log;

import dev.sentinel.audit.event.Outcome;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which entries of a workspace to look for.
 *
 * @param principal the one that acted or was acted on
 * @param actions the exact actions; all when empty
 * @param from the earliest time, inclusive
 * @param until the latest time, inclusive
 * @param before only entries older than this one: where the page before ended
 */
public record AuditQuery(
        String workspace,
        Optional<String> principal,
        Set<String> actions,
        Optional<Outcome> outcome,
        Optional<Instant> from,
        Optional<Instant> until,
        Optional<UUID> before) {

    public AuditQuery {
        actions = Set.copyOf(actions);
    }

    /** All entries of a workspace. */
    public static AuditQuery all(String workspace) {
        return new AuditQuery(
                workspace,
                Optional.empty(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same about this principal only. */
    public AuditQuery of(String principal) {
        return new AuditQuery(
                workspace, Optional.of(principal), actions, outcome, from, until, before);
    }

    /** The same about these actions only. */
    public AuditQuery doing(Set<String> actions) {
        return new AuditQuery(workspace, principal, actions, outcome, from, until, before);
    }

    /** The same with this outcome only. */
    public AuditQuery ended(Outcome outcome) {
        return new AuditQuery(
                workspace, principal, actions, Optional.of(outcome), from, until, before);
    }

    /** The same within these times only. */
    public AuditQuery within(Optional<Instant> from, Optional<Instant> until) {
        return new AuditQuery(workspace, principal, actions, outcome, from, until, before);
    }

    /** The same after this entry of an earlier page. */
    public AuditQuery olderThan(UUID entry) {
        return new AuditQuery(
                workspace, principal, actions, outcome, from, until, Optional.of(entry));
    }
}
