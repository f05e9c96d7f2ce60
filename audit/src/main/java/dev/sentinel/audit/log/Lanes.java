package dev.sentinel.audit.log;

import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.event.Outcome;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The SQL that finds the newest entries of a query by walking indexes only.
 *
 * <p>In each index of {@code audit.event} the entries of one action with one outcome stand in a
 * lane of their own, by time. A query walks each lane that it asks for from its newest entry and
 * takes the newest of all; it never steps over what does not match, so a rare event costs no more
 * than a frequent one. Which lanes there are, the index tells by jumping from one to the next.
 *
 * <p>The text is ours alone; what callers give goes into arguments.
 */
final class Lanes {
    private static final Instant FIRST = Instant.parse("2010-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("2119-12-31T23:59:59Z");

    private final AuditQuery query;
    private final Instant from;
    private final Instant until;
    private final List<String> tables = new ArrayList<>();
    private final List<String> walks = new ArrayList<>();
    private final List<Object> tableArguments = new ArrayList<>();
    private final List<Object> walkArguments = new ArrayList<>();

    private Lanes(AuditQuery query, int limit) {
        this.query = query;
        this.from = query.from().filter(FIRST::isBefore).orElse(FIRST);
        this.until = query.until().filter(LAST::isAfter).orElse(LAST);
        if (query.principal().isPresent()) {
            String principal = query.principal().get();
            add("AND e.actor_id = ?", Optional.of(principal), limit);
            add("AND e.target_id = ? AND e.target_id <> e.actor_id", Optional.of(principal), limit);
        } else {
            add("", Optional.empty(), limit);
        }
    }

    /** Time and id of the newest {@code limit} entries, in no order. */
    static Lanes newest(AuditQuery query, int limit) {
        return new Lanes(query, limit);
    }

    /** To stand before the statement that {@link #walks} is part of. */
    String with() {
        return "WITH RECURSIVE " + String.join(", ", tables) + " ";
    }

    String walks() {
        return String.join(" UNION ALL ", walks);
    }

    /** The arguments of both, in order. */
    List<Object> arguments() {
        List<Object> all = new ArrayList<>(tableArguments);
        all.addAll(walkArguments);
        return Collections.unmodifiableList(all);
    }

    private void add(String whose, Optional<String> principal, int limit) {
        String lane = "lane" + tables.size();
        if (query.actions().isEmpty()) {
            addLanesOfIndex(lane, whose, principal);
        } else {
            addLanesAsked(lane);
        }
        walks.add(
                """
                SELECT walked.at, walked.id FROM %s, LATERAL (
                    SELECT e.at, e.id FROM audit.event e
                     WHERE e.workspace = ? %s AND e.action = %s.action AND e.outcome = %s.outcome
                       AND e.at >= ? AND e.at <= ? %s
                     ORDER BY e.at DESC, e.id DESC LIMIT %d) AS walked
                """
                        .formatted(lane, whose, lane, lane, older(), limit));
        walkArguments.add(query.workspace());
        principal.ifPresent(walkArguments::add);
        walkArguments.add(from);
        walkArguments.add(until);
        query.before()
                .ifPresent(id -> {
                    walkArguments.add(Entry.time(id));
                    walkArguments.add(id);
                });
    }

    private String older() {
        return query.before().isPresent() ? "AND (e.at, e.id) < (?, ?)" : "";
    }

    private void addLanesAsked(String lane) {
        List<String> rows = new ArrayList<>();
        query.actions().stream()
                .sorted()
                .forEach(action ->
                        outcomes()
                                .forEach(outcome -> {
                                    rows.add("(?, ?)");
                                    tableArguments.add(action);
                                    tableArguments.add(outcome);
                                }));
        tables.add(lane + " (action, outcome) AS (VALUES " + String.join(", ", rows) + ")");
    }

    /**
     * Each step is one descent of the index: past the lane it stands in, to the first of another.
     */
    private void addLanesOfIndex(String lane, String whose, Optional<String> principal) {
        String rows =
                "FROM audit.event e WHERE e.workspace = ? " + whose + " AND e.at >= ? AND e.at < ?";
        tables.add(
                """
                all_%1$s AS (
                    (SELECT e.action, e.outcome %2$s ORDER BY e.action, e.outcome LIMIT 1)
                    UNION ALL
                    SELECT next.action, next.outcome FROM all_%1$s AS here, LATERAL (
                        SELECT e.action, e.outcome %2$s
                           AND (e.action, e.outcome) > (here.action, here.outcome)
                         ORDER BY e.action, e.outcome LIMIT 1) AS next),
                %1$s AS (SELECT * FROM all_%1$s WHERE outcome = ANY (?))
                """
                        .formatted(lane, rows));
        for (int twice = 0; twice < 2; twice++) {
            tableArguments.add(query.workspace());
            principal.ifPresent(tableArguments::add);
            // Whole months: they keep other partitions out, and no entry has to be looked at.
            tableArguments.add(month(from));
            tableArguments.add(nextMonth(until));
        }
        tableArguments.add(outcomes().toArray(String[]::new));
    }

    private List<String> outcomes() {
        return query.outcome().map(List::of).orElse(Arrays.asList(Outcome.values())).stream()
                .map(outcome -> outcome.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static Instant month(Instant time) {
        return OffsetDateTime.ofInstant(time, ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.DAYS)
                .withDayOfMonth(1)
                .toInstant();
    }

    private static Instant nextMonth(Instant time) {
        return OffsetDateTime.ofInstant(month(time), ZoneOffset.UTC).plusMonths(1).toInstant();
    }
}
