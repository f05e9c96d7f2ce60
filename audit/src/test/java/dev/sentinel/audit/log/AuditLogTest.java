package dev.sentinel.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.event.Outcome;
import dev.sentinel.audit.event.Target;
import dev.sentinel.audit.testing.TestLog;
import dev.sentinel.base.Unavailable;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
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
    void manyAreRecordedTogetherOrNotAtAll() {
        Action unknown = Action.of("agent.sold", "nobody registered it");
        AuditEvent sold = AuditEvent.of(unknown, "acme", Actor.person("alice"));
        AuditEvent created = TestLog.created("agent-1");

        log.recordAll(List.of(created, TestLog.created("agent-2")));
        assertThatThrownBy(() -> log.recordAll(List.of(created, sold)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("agent.sold");
        log.close();

        assertThat(platform.count("event")).isEqualTo(2);
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

        AuditQuery all = AuditQuery.all("acme");
        assertThat(queries.find(all, 0, 50).entries().getFirst()).isEqualTo(failed);
        assertThat(queries.find(all, 0, 50).total()).isEqualTo(6);
        assertThat(queries.find(all, 0, 2).total()).isEqualTo(6);
        assertThat(queries.find(all, 50, 50)).isEqualTo(new AuditPage(List.of(), 6));
        assertThat(queries.find(all.of("agent-3"), 0, 50).entries())
                .containsExactly(failed, entries.get(3));
        assertThat(queries.find(all.ended(Outcome.FAILURE), 0, 50).entries())
                .containsExactly(failed);
        assertThat(queries.find(all.doing(Set.of("agent.created", "agent.sold")), 0, 50).total())
                .isEqualTo(5);
        AuditQuery some =
                all.doing(Set.of("agent.created"))
                        .within(Optional.of(entries.get(1).at()), Optional.of(entries.get(4).at()));
        assertThat(queries.find(some, 3, 3)).isEqualTo(new AuditPage(List.of(entries.get(1)), 4));
        assertThat(queries.next(some.olderThan(entries.get(3).id()), 1))
                .containsExactly(entries.get(2));
    }

    /** What the index jumps find must be what a look at every row finds. */
    @Test
    void everyQueryFindsWhatLookingAtEveryEventFinds() {
        Random random = new Random(7);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            AuditEvent event =
                    AuditEvent.of(
                                    random.nextBoolean() ? TestLog.RENAMED : TestLog.CREATED,
                                    random.nextInt(4) == 0 ? "other" : "acme",
                                    Actor.person("p" + random.nextInt(3)))
                            .ended(random.nextInt(5) == 0 ? Outcome.FAILURE : Outcome.SUCCESS);
            event = random.nextInt(4) == 0 ? event : event.on("person", "p" + random.nextInt(3));
            entries.addFirst(log.commit(event));
            platform.clock.pass(Duration.ofHours(random.nextInt(20)));
        }
        for (int i = 0; i < 300; i++) {
            AuditQuery query = AuditQuery.all("acme");
            query = random.nextBoolean() ? query : query.of("p" + random.nextInt(4));
            query = random.nextBoolean() ? query : query.doing(Set.of("agent.created"));
            query = random.nextBoolean() ? query : query.ended(Outcome.FAILURE);
            query =
                    random.nextBoolean()
                            ? query
                            : query.within(
                                    Optional.of(entries.get(random.nextInt(300)).at()),
                                    Optional.of(entries.get(random.nextInt(300)).at()));
            query =
                    random.nextBoolean()
                            ? query
                            : query.olderThan(entries.get(random.nextInt(300)).id());
            List<Entry> expected = entries.stream().filter(matches(query)).toList();
            int skipped = random.nextInt(20);

            assertThat(queries.find(query, skipped, 10))
                    .as(query.toString())
                    .isEqualTo(
                            new AuditPage(
                                    expected.stream().skip(skipped).limit(10).toList(),
                                    expected.size()));
        }
    }

    private static Predicate<Entry> matches(AuditQuery query) {
        return entry -> {
            AuditEvent event = entry.event();
            boolean about =
                    query.principal().isEmpty()
                            || query.principal().get().equals(event.actor().id())
                            || query.principal().equals(event.target().map(Target::id));
            return about
                    && event.workspace().equals(query.workspace())
                    && (query.actions().isEmpty() || query.actions().contains(event.action()))
                    && query.outcome().filter(event.outcome()::equals).equals(query.outcome())
                    && query.from().stream().noneMatch(entry.at()::isBefore)
                    && query.until().stream().noneMatch(entry.at()::isAfter)
                    && query.before().stream().allMatch(id -> isOlder(entry, id));
        };
    }

    private static boolean isOlder(Entry entry, UUID id) {
        // Ids grow with time within a process.
        return entry.id().getMostSignificantBits() < id.getMostSignificantBits();
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
            int before = small.waiting();
            assertThatThrownBy(() -> small.recordAll(List.of(TestLog.created("a"))))
                    .isInstanceOf(Unavailable.class);
            assertThat(small.waiting()).isEqualTo(before);
            small.close();
            assertThat(small.waiting()).isZero();
            postgres.start();
        }
    }
}
