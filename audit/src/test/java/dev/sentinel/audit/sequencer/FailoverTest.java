package dev.sentinel.audit.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.audit.Audit;
import dev.sentinel.audit.AuditConfig;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.note.LogKeys;
import dev.sentinel.audit.testing.TestLog;
import dev.sentinel.audit.verify.Progress;
import dev.sentinel.audit.verify.StoredLog;
import dev.sentinel.audit.verify.Verifier;
import dev.sentinel.audit.verify.VerifyOutcome.Intact;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.testing.MemoryObjectStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The leader dies in the middle of its work; nothing is skipped and nothing doubled. */
final class FailoverTest {
    private static final long LEADER_LOCK = 7_311_504_233_116_038L;

    private final TestLog platform = new TestLog();
    private final LogProofs proofs = new LogProofs(platform.database);
    private final List<Audit> processes = new ArrayList<>();

    @AfterEach
    void close() {
        processes.forEach(Audit::close);
        platform.close();
    }

    @Test
    void eventsAreIntegratedOnceWhileLeadersLoseTheirConnections() throws Exception {
        process();
        process();
        Database operator = platform.stores.open();
        int killed = 0;
        List<UUID> written = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> writer =
                    threads.submit(() -> {
                        for (int i = 0; i < 400; i++) {
                            written.add(append().id());
                        }
                    });
            while (!writer.isDone()) {
                killed += killLeader(operator);
            }
            writer.get();
        }
        // At least once it was hit in the middle: a leader is killed while it holds the lock.
        while (killed == 0) {
            written.add(append().id());
            killed += killLeader(operator);
        }

        awaitAll(written);
        assertThat(platform.count("leaf")).isEqualTo(written.size());
    }

    @Test
    void whenTheLeadersProcessEndsTheOtherGoesOn() {
        Audit first = process();
        List<UUID> written = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            written.add(append().id());
        }
        awaitAll(written);
        process();
        first.close();
        for (int i = 0; i < 20; i++) {
            written.add(append().id());
        }

        awaitAll(written);
    }

    @Test
    void aLeaderThatHoldsTheLockAndDoesNotGetOnMakesTheOthersUnhealthy() {
        AuditConfig impatient =
                new AuditConfig(
                        AuditConfig.DEFAULT.log(),
                        new SequencerConfig(
                                Duration.ofMillis(20),
                                50,
                                Duration.ofMinutes(1),
                                Duration.ofMillis(200),
                                Duration.ZERO),
                        AuditConfig.DEFAULT.witnesses());
        Audit process = process(impatient);
        platform.stores
                .open()
                .inTransaction(hung -> {
                    hung.one(row -> true, "SELECT true FROM pg_advisory_xact_lock(?)", LEADER_LOCK);
                    append();
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(60))
                            .untilAsserted(() ->
                                    assertThat(process.stuck())
                                            .hasValueSatisfying(why ->
                                                    assertThat(why).contains("have waited")));
                });

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> process.stuck().isEmpty() && proofs.size() == 1);
    }

    @Test
    void whoStandsByLeavesTheWorkToOthersAndIntegratesWhatIsLeftAtItsEnd() {
        MeterRegistry standing = new SimpleMeterRegistry();
        Audit standby = process(standingBy(Duration.ofHours(1)), standing);
        Audit leader = process();
        List<UUID> written = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            written.add(append().id());
        }
        awaitAll(written);
        assertThat(passes(standing)).isZero();

        leader.close();
        written.add(append().id());
        standby.close();
        awaitAll(written);
    }

    @Test
    void whoStandsByTakesOverWhenNobodyIntegrates() {
        process(standingBy(Duration.ofMillis(200)));
        List<UUID> written = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            written.add(append().id());
        }

        awaitAll(written);
    }

    @Test
    void whoTookOverStandsByAgainWhenAnotherIntegrates() {
        MeterRegistry standing = new SimpleMeterRegistry();
        process(standingBy(Duration.ofSeconds(5)), standing);
        append();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> passes(standing) == 1);

        MeterRegistry returned = new SimpleMeterRegistry();
        process(AuditConfig.DEFAULT, returned);
        awaitPasses(returned, 1);
        long before = passes(standing);
        awaitPasses(returned, 20);
        // One may have been under way; two that both integrate would share the passes.
        assertThat(passes(standing)).isBetween(before, before + 1);
    }

    /** Writes until the process has integrated so often. */
    private void awaitPasses(MeterRegistry metrics, int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> {
                    append();
                    return passes(metrics) >= count;
                });
    }

    private static AuditConfig standingBy(Duration takeOver) {
        SequencerConfig usual = AuditConfig.DEFAULT.sequencer();
        return new AuditConfig(
                AuditConfig.DEFAULT.log(),
                new SequencerConfig(
                        usual.interval(),
                        usual.batchSize(),
                        usual.keepEvery(),
                        usual.stuckAfter(),
                        takeOver),
                AuditConfig.DEFAULT.witnesses());
    }

    /** How often a process has integrated events. */
    private static long passes(MeterRegistry metrics) {
        return metrics.get("audit.integration.lag").timer().count();
    }

    private Entry append() {
        return platform.database.transaction(
                tx -> platform.log.append(tx, TestLog.created("agent")));
    }

    private Audit process() {
        return process(AuditConfig.DEFAULT);
    }

    private Audit process(AuditConfig config) {
        return process(config, new SimpleMeterRegistry());
    }

    private Audit process(AuditConfig config, MeterRegistry metrics) {
        Audit process =
                new Audit(
                        platform.stores.open(),
                        new MemoryObjectStore(),
                        () -> LogKeys.of(platform.key),
                        TestLog.actions(),
                        Clock.systemUTC(),
                        new SecureRandom(),
                        config,
                        metrics);
        process.start();
        processes.add(process);
        return process;
    }

    private static int killLeader(Database operator) {
        return operator.read(tx ->
                        tx.list(
                                row -> row.getBoolean(1),
                                """
                                SELECT pg_terminate_backend(pid) FROM pg_locks
                                 WHERE locktype = 'advisory' AND granted
                                   AND database = (SELECT oid FROM pg_database
                                                    WHERE datname = current_database())
                                   AND (classid::bigint << 32 | objid::bigint) = ?
                                   AND pid <> pg_backend_pid()
                                """,
                                LEADER_LOCK))
                .size();
    }

    private void awaitAll(List<UUID> written) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> proofs.size() == written.size());
        List<UUID> order =
                platform.database.read(tx ->
                        tx.list(
                                row -> row.getObject(1, UUID.class),
                                "SELECT event_id FROM audit.leaf ORDER BY index"));
        assertThat(order).containsExactlyElementsOf(written);
        assertThat(
                        new Verifier(List.of(platform.key.publicKey()))
                                .verify(new StoredLog(platform.database), Progress.silent()))
                .isInstanceOf(Intact.class);
    }
}
