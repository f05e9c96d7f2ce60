package dev.sentinel.bench.audit;

import dev.sentinel.audit.event.Outcome;
import dev.sentinel.audit.log.AuditQueries;
import dev.sentinel.audit.log.AuditQuery;
import dev.sentinel.bench.Figure;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/**
 * How long queries take over many events: four months, one workspace with nine tenths of them, one
 * agent with a fifth, frequent actions and ones that are as rare as one in a hundred thousand.
 */
final class QueryBenchmark {
    private static final int EACH = 300;
    private static final int PAGE = 20;
    private static final int DAYS = 120;
    private static final long AT_ONCE = 250_000;

    private final BenchLog log;
    private final AuditQueries queries;
    private final Random random = new Random(11);
    private final Instant end = Instant.now();

    QueryBenchmark(BenchLog log) {
        this.log = log;
        this.queries = log.audit.queries();
    }

    /** Fills the log with valid rows, as the table's own server makes them fastest. */
    void fill(long events) {
        Instant start = end.minus(Duration.ofDays(DAYS));
        for (int day = 0; day <= DAYS + 31; day += 28) {
            LocalDate month = LocalDate.ofInstant(start.plus(Duration.ofDays(day)), ZoneOffset.UTC);
            log.database.inTransaction(
                    tx -> tx.one(row -> true, "SELECT audit.prepare_month(?)", month));
        }
        for (long from = 0; from < events; from += AT_ONCE) {
            long first = from;
            long last = Math.min(events, from + AT_ONCE) - 1;
            log.database.inTransaction(tx ->
                    tx.execute(
                            INSERT,
                            start,
                            Duration.ofDays(DAYS).toMillis() / (double) events,
                            first,
                            last));
            System.err.printf("%,d of %,d events%n", last + 1, events);
        }
        log.asSuperuser("VACUUM (ANALYZE) audit.event, audit.personal");
    }

    List<Figure> measure(long events) {
        List<Figure> figures = new ArrayList<>();
        AuditQuery all = AuditQuery.all(BenchLog.WORKSPACE);
        String group =
                "Queries over %,d events, a page of %d with its total".formatted(events, PAGE);
        time(figures, group, "a time range", 0, range -> all);
        time(figures, group, "an agent", 0, range -> range.of(agent()));
        time(figures, group, "the busiest agent", 0, range -> range.of(log.agent(0)));
        time(figures, group, "a frequent action", 0, range -> range.doing(Set.of("token.issued")));
        time(figures, group, "a rare action", 0, range -> range.doing(Set.of("agent.suspended")));
        time(figures, group, "failures", 0, range -> range.ended(Outcome.FAILURE));
        time(
                figures,
                group,
                "a rare action of the busiest agent",
                0,
                range -> range.of(log.agent(0)).doing(Set.of("agent.suspended")));
        time(
                figures,
                group,
                "a frequent action of an agent that failed",
                0,
                range ->
                        range.of(agent())
                                .doing(Set.of("token.introspected"))
                                .ended(Outcome.FAILURE));
        time(figures, group, "an agent that is not there", 0, range -> range.of("nobody"));
        time(figures, group, "the last page of a time range", 9_980, range -> all);
        time(
                figures,
                group,
                "the last page of the busiest agent",
                9_980,
                range -> range.of(log.agent(0)));
        byId(figures, group);
        return figures;
    }

    private void time(
            List<Figure> figures,
            String group,
            String name,
            int skipped,
            Function<AuditQuery, AuditQuery> query) {
        Histogram times = new Histogram(3);
        for (int i = 0; i < EACH; i++) {
            AuditQuery ranged =
                    query.apply(AuditQuery.all(BenchLog.WORKSPACE))
                            .within(from(), Optional.empty());
            Instant from = ranged.from().orElseThrow();
            AuditQuery asked =
                    ranged.within(
                            Optional.of(from),
                            Optional.of(from.plus(Duration.ofHours(1 + random.nextInt(24 * 30)))));
            long start = System.nanoTime();
            queries.find(asked, skipped, PAGE);
            times.recordValue(System.nanoTime() - start);
        }
        add(figures, group, name, times);
    }

    private void byId(List<Figure> figures, String group) {
        Histogram times = new Histogram(3);
        for (int i = 0; i < EACH; i++) {
            var entry =
                    queries
                            .next(
                                    AuditQuery.all(BenchLog.WORKSPACE)
                                            .within(Optional.empty(), from()),
                                    1)
                            .stream()
                            .findFirst();
            if (entry.isPresent()) {
                long start = System.nanoTime();
                queries.find(BenchLog.WORKSPACE, entry.get().id());
                times.recordValue(System.nanoTime() - start);
            }
        }
        add(figures, group, "one by its id", times);
    }

    private static void add(List<Figure> figures, String group, String name, Histogram times) {
        figures.add(
                new Figure(group, name + ", p50", times.getValueAtPercentile(50) / 1e6, "ms", ""));
        figures.add(
                new Figure(group, name + ", p99", times.getValueAtPercentile(99) / 1e6, "ms", ""));
    }

    private Optional<Instant> from() {
        return Optional.of(end.minus(Duration.ofMinutes(random.nextInt(DAYS * 24 * 60))));
    }

    private String agent() {
        return log.agent(1 + random.nextInt(BenchLog.AGENTS - 1));
    }

    /** Arguments: the first time, milliseconds between events, the first and the last number. */
    private static final String INSERT =
            """
            WITH args AS (SELECT ?::timestamptz AS start, ?::float8 AS step),
            numbered AS (
                SELECT n, date_trunc('milliseconds', start + n * step * interval '1 millisecond') AS at,
                       hashint8(n) & 1048575 AS h, hashint8(n + 1000000007) & 1048575 AS g
                  FROM args, generate_series(?::bigint, ?::bigint) AS n),
            drawn AS (
                SELECT n, at,
                       (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7'
                        || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid AS id,
                       CASE WHEN g % 10 = 0 THEN 'umbrella' ELSE 'acme' END AS workspace,
                       '6f9619ff-8b86-4011-b42d-' || lpad(
                           (CASE WHEN h % 5 = 0 THEN 0 ELSE g % 1000 END)::text, 12, '0') AS agent,
                       CASE WHEN h % 100000 = 0 THEN 'agent.suspended'
                            WHEN h % 1000 < 2 THEN 'agent.created'
                            WHEN h % 1000 < 30 THEN 'auth.failed'
                            WHEN h % 1000 < 200 THEN 'token.introspected'
                            WHEN h % 1000 < 400 THEN 'api.called'
                            ELSE 'token.issued' END AS action,
                       g
                  FROM numbered),
            written AS (
                INSERT INTO audit.event (at, id, workspace, actor_kind, actor_id, action, outcome,
                                         target_kind, target_id, request_id, metadata, actor_personal)
                SELECT at, id, workspace,
                       CASE WHEN action LIKE 'agent.%' THEN 'person' ELSE 'agent' END,
                       CASE WHEN action LIKE 'agent.%' THEN 'person-' || g % 20 ELSE agent END,
                       action,
                       CASE WHEN action = 'auth.failed' OR g % 5000 = 1 THEN 'failure' ELSE 'success' END,
                       'agent', agent, 'req-' || n,
                       '{"scope":"agents:read audit:read","tokenId":"' || id || '"}',
                       sha256(uuid_send(id))
                  FROM drawn)
            INSERT INTO audit.personal (at, event_id, about, salt, fields)
            SELECT at, id, 'actor', uuid_send(id),
                   '{"ip":"192.0.2.' || g % 256 || '","userAgent":"sentinel-client/1.0"}'
              FROM drawn
            """;
}
