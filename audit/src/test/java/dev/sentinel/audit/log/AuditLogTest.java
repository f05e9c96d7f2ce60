package dev.sentinel.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.event.Outcome;
import dev.sentinel.audit.testing.TestLog;
import dev.sentinel.base.Unavailable;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AuditLogTest {
    private final TestLog platform = new TestLog();
    private final AuditLog log = platform.log;
    private final AuditQueries queries = new AuditQueries(platform.database);

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void anAppendedEventIsReadBackWhole() {
        AuditEvent event =
                TestLog.created("invoice-bot")
                        .before(Map.of("version", "0.9", "email", "old@acme.test"))
                        .with(
                                "version",
                                List.of(1, 2.5, true, Map.of("b", 1, "a", "\u2028 \"quoted\"\n")))
                        .failed();
        Entry entry = platform.database.transaction(tx -> log.append(tx, event));

        assertThat(queries.find("acme", entry.id())).contains(entry);
        assertThat(entry.event()).isEqualTo(event);
        assertThat(queries.find("other", entry.id())).isEmpty();
    }

    @Test
    void aRolledBackTransactionLeavesNothing() {
        assertThatThrownBy(() ->
                        platform.database.inTransaction(tx -> {
                            log.append(tx, TestLog.created("invoice-bot"));
                            throw new IllegalStateException("the change failed");
                        }))
                .hasMessage("the change failed");

        assertThat(platform.count("event")).isZero();
        assertThat(platform.count("personal")).isZero();
    }

    @Test
    void nothingPersonalStandsInTheEventItself() {
        Entry entry =
                platform.database.transaction(tx -> log.append(tx, TestLog.created("invoice-bot")));

        String row =
                platform.database
                        .read(tx ->
                                tx.one(
                                        found -> found.getString(1),
                                        "SELECT e::text FROM audit.event e WHERE id = ?",
                                        entry.id()))
                        .orElseThrow();
        assertThat(row).contains("1.0.0").doesNotContain("192.0.2.7", "curl/8", "@acme.test");
    }

    @Test
    void recordedEventsAreWrittenBeforeCloseReturns() {
        for (int i = 0; i < 5_000; i++) {
            log.record(TestLog.created("agent-" + i));
        }
        log.close();

        assertThat(platform.count("event")).isEqualTo(5_000);
        assertThat(log.waiting()).isZero();
        assertThatThrownBy(() -> log.record(TestLog.created("late")))
                .isInstanceOf(Unavailable.class);
    }

    @Test
    void aCommittedEventIsThereWhenTheCallReturns() {
        Entry entry = log.commit(TestLog.created("invoice-bot"));

        assertThat(queries.find("acme", entry.id())).contains(entry);
    }

    @Test
    void anUnregisteredActionIsRefused() {
        Action unknown = Action.of("agent.sold", "nobody registered it");

        assertThatThrownBy(() -> log.record(AuditEvent.of(unknown, "acme", Actor.person("alice"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("agent.sold");
    }

    @Test
    void theFirstEventOfAMonthMayRollBack() {
        platform.clock.set("2031-07-01T00:00:00Z");
        assertThatThrownBy(() ->
                        platform.database.inTransaction(tx -> {
                            log.append(tx, TestLog.created("lost"));
                            throw new IllegalStateException("the change failed");
                        }))
                .hasMessage("the change failed");
        platform.append(1);

        assertThat(platform.count("event")).isEqualTo(1);
    }

    @Test
    void theNextMonthsArePartitionedAhead() {
        log.commit(TestLog.created("march"));
        platform.clock.set("2026-12-31T23:59:59.999Z");
        log.commit(TestLog.created("december"));
        platform.clock.set("2027-01-01T00:00:00Z");
        log.commit(TestLog.created("january"));

        List<String> partitions =
                platform.database.read(tx ->
                        tx.list(
                                row -> row.getString(1),
                                """
                                SELECT inhrelid::regclass::text FROM pg_inherits
                                 WHERE inhparent = 'audit.event'::regclass ORDER BY 1
                                """));
        assertThat(partitions)
                .containsExactly(
                        "audit.event_2026_03",
                        "audit.event_2026_04",
                        "audit.event_2026_05",
                        "audit.event_2026_12",
                        "audit.event_2027_01",
                        "audit.event_2027_02",
                        "audit.event_2027_03");
    }

    @Test
    void queriesFilterAndPageNewestFirst() {
        List<Entry> entries = platform.append(5);
        Entry failed =
                log.commit(
                        AuditEvent.of(TestLog.RENAMED, "acme", Actor.agent("agent-3"))
                                .on("agent", "agent-9")
                                .failed());
        log.commit(AuditEvent.of(TestLog.RENAMED, "other", Actor.agent("agent-3")));

        AuditQuery all = AuditQuery.newest("acme");
        assertThat(queries.find(all).entries().getFirst()).isEqualTo(failed);
        assertThat(queries.find(all).total()).isEqualTo(6);
        assertThat(queries.find(filtered(Optional.of("agent-3"), Optional.empty())).entries())
                .containsExactly(failed, entries.get(3));
        assertThat(queries.find(filtered(Optional.empty(), Optional.of(Outcome.FAILURE))).entries())
                .containsExactly(failed);
        AuditQuery second =
                new AuditQuery(
                        "acme",
                        Optional.empty(),
                        Optional.of("agent.created"),
                        Optional.empty(),
                        Optional.of(entries.get(1).at()),
                        Optional.of(entries.get(4).at()),
                        2,
                        3);
        assertThat(queries.find(second).total()).isEqualTo(4);
        assertThat(queries.find(second).entries()).containsExactly(entries.get(1));
    }

    @Test
    void eventsOutliveAnOutageOfPostgres() throws Exception {
        try (TestPostgres postgres = TestPostgres.separate();
                TestDatabase stores = postgres.database("audit");
                TestLog own = new TestLog(stores);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            own.log.commit(TestLog.created("before"));
            postgres.stop();
            for (int i = 0; i < 100; i++) {
                own.log.record(TestLog.created("agent-" + i));
            }
            var waiting = callers.submit(() -> own.log.commit(TestLog.created("patient")));
            postgres.start();
            waiting.get();

            assertThat(own.count("event")).isEqualTo(102);
        }
    }

    @Test
    void aFullQueueHoldsTheCallerBackAndClosingIsBounded() {
        try (TestPostgres postgres = TestPostgres.separate();
                TestDatabase stores = postgres.database("audit");
                TestLog own = new TestLog(stores)) {
            postgres.stop();
            AuditLog small =
                    new AuditLog(
                            own.database,
                            TestLog.actions(),
                            own.clock,
                            new SecureRandom(),
                            new AuditLogConfig(
                                    10, 10, Duration.ofMillis(100), Duration.ofMillis(100)));

            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 21; i++) {
                                    small.record(TestLog.created("agent-" + i));
                                }
                            })
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("queue");
            assertThat(small.tryRecord(TestLog.created("hurried"))).isFalse();
            small.close();
            assertThat(small.waiting()).isZero();
            postgres.start();
        }
    }

    private static AuditQuery filtered(Optional<String> agentId, Optional<Outcome> outcome) {
        return new AuditQuery(
                "acme",
                agentId,
                Optional.empty(),
                outcome,
                Optional.empty(),
                Optional.empty(),
                1,
                50);
    }
}
