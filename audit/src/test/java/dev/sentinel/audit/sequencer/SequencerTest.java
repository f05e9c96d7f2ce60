package dev.sentinel.audit.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.audit.Audit;
import dev.sentinel.audit.AuditConfig;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.audit.note.Checkpoint;
import dev.sentinel.audit.note.LogKeys;
import dev.sentinel.audit.note.NoteKey;
import dev.sentinel.audit.note.SignedNote;
import dev.sentinel.audit.testing.TestLog;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.base.testing.MemoryObjectStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SequencerTest {
    private final TestLog platform = new TestLog();
    private final Sequencer sequencer = platform.sequencer;
    private final LogProofs proofs = new LogProofs(platform.database);

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void anEmptyLogHasASignedCheckpoint() {
        SignedNote note = SignedNote.parse(proofs.checkpoint().orElseThrow());

        assertThat(platform.key.publicKey().signed(note)).isTrue();
        assertThat(Checkpoint.parse(note.text()).size()).isZero();
        assertThat(sequencer.glance().waiting()).isFalse();
    }

    @Test
    void anErrorOfAPassIsToldAndDoesNotEndTheLoop() {
        try (SequencerLoop loop =
                new SequencerLoop(
                        sequencer,
                        () -> {
                            throw new StackOverflowError("too deep");
                        },
                        AuditConfig.DEFAULT.sequencer(),
                        _ -> {})) {
            loop.start();

            Awaitility.await().until(() -> loop.failure().isPresent());
            assertThat(loop.failure()).contains("too deep");
        }
    }

    /** The log is looked at many times a second: what that costs must not grow with it. */
    @Test
    void aLookForNewEventsReadsNoOldOnes() {
        platform.append(5_000);
        sequencer.integrate();
        platform.stores.openAsOwner().inTransaction(tx -> tx.execute("ANALYZE audit.event"));

        long read =
                platform.database.read(tx -> {
                    long before = eventsRead(tx);
                    assertThat(new PendingStore().glance(tx).waiting()).isFalse();
                    return eventsRead(tx) - before;
                });

        assertThat(read).isLessThan(10);
    }

    private static long eventsRead(Tx tx) {
        return tx.one(
                        row -> row.getLong(1),
                        """
                        SELECT sum(seq_tup_read + idx_tup_fetch) FROM pg_stat_xact_user_tables
                         WHERE schemaname = 'audit' AND relname LIKE 'event_%'
                        """)
                .orElseThrow();
    }

    @Test
    void integratesInTheOrderOfCommittedWritingWithoutGaps() {
        List<Entry> entries = platform.append(120);

        assertThat(sequencer.glance().waiting()).isTrue();
        assertThat(sequencer.integrate().count()).isEqualTo(120);
        assertThat(sequencer.glance().waiting()).isFalse();
        assertThat(sequencer.integrate().count()).isZero();
        assertThat(order()).containsExactlyElementsOf(entries.stream().map(Entry::id).toList());
    }

    @Test
    void eventsOfOneTransactionKeepTheirOrder() {
        List<UUID> ids = new ArrayList<>();
        platform.database.inTransaction(tx -> {
            for (int i = 0; i < 60; i++) {
                ids.add(platform.log.append(tx, TestLog.created("agent-" + i)).id());
            }
        });
        sequencer.integrate();

        assertThat(order()).containsExactlyElementsOf(ids);
    }

    @Test
    void aTransactionThatStaysOpenDelaysNobodyAndIsNotForgotten() {
        UUID late =
                platform.stores
                        .open()
                        .transaction(slow -> {
                            UUID id = platform.log.append(slow, TestLog.created("slow")).id();
                            for (int i = 0; i < 3; i++) {
                                platform.append(2);
                                assertThat(sequencer.integrate().count()).isEqualTo(2);
                            }
                            return id;
                        });

        assertThat(sequencer.integrate().count()).isEqualTo(1);
        assertThat(order()).hasSize(7).last().isEqualTo(late);
    }

    @Test
    void concurrentWritersAndSequencersIntegrateEachEventOnce() throws Exception {
        Database other = platform.stores.open();
        List<AuditLog> logs = List.of(platform.log, platform.log(other));
        List<Sequencer> sequencers = List.of(sequencer, platform.sequencer(other));
        CountDownLatch written = new CountDownLatch(8);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int writer = 0; writer < 8; writer++) {
                AuditLog log = logs.get(writer % 2);
                Database database = writer % 2 == 0 ? platform.database : other;
                running.add(
                        threads.submit(() -> {
                            try {
                                write(log, database);
                            } finally {
                                written.countDown();
                            }
                        }));
            }
            for (Sequencer each : sequencers) {
                running.add(
                        threads.submit(() -> {
                            while (written.getCount() > 0) {
                                each.integrate();
                            }
                        }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        logs.get(1).close();
        platform.log.close();
        sequencer.integrate();

        assertThat(order()).hasSize(8 * 100).doesNotHaveDuplicates();
        assertThat(platform.count("event")).isEqualTo(8 * 100);
        assertThat(proofs.size()).isEqualTo(8 * 100);
        assertThat(indexes()).isEqualTo(8 * 100 - 1);
    }

    @Test
    void anotherKeyCannotGoOnWithTheLog() {
        platform.appendIntegrated(3);
        NoteKey other = NoteKey.generate("sentinel.test/audit", new SecureRandom());
        Sequencer stranger = platform.sequencer(platform.database, LogKeys.of(other));
        platform.append(1);

        assertThatThrownBy(stranger::begin)
                .isInstanceOf(SequencerFailure.class)
                .hasMessageContaining("not signed by a key of this log");
        assertThatThrownBy(stranger::integrate).isInstanceOf(SequencerFailure.class);
        assertThat(sequencer.integrate().count()).isEqualTo(1);
    }

    @Test
    void aRotatedKeyGoesOnWithTheLogOfTheOldOne() {
        platform.appendIntegrated(3);
        NoteKey next = NoteKey.generate("sentinel.test/audit", new SecureRandom());
        LogKeys rotating = new LogKeys(List.of(next, platform.key), List.of());
        LogKeys rotated = new LogKeys(List.of(next), List.of(platform.key.publicKey()));

        platform.append(1);
        platform.sequencer(platform.database, rotating).integrate();
        SignedNote during = SignedNote.parse(proofs.checkpoint().orElseThrow());
        assertThat(platform.key.publicKey().signed(during)).isTrue();
        assertThat(next.publicKey().signed(during)).isTrue();

        platform.append(1);
        platform.sequencer(platform.database, rotated).integrate();
        SignedNote after = SignedNote.parse(proofs.checkpoint().orElseThrow());
        assertThat(platform.key.publicKey().signed(after)).isFalse();
        assertThat(next.publicKey().signed(after)).isTrue();
        assertThat(proofs.size()).isEqualTo(5);
    }

    @Test
    void nothingIsAddedToAnEdgeThatWasAltered() {
        platform.appendIntegrated(3);
        platform.append(1);
        platform.stores
                .openAsOwner()
                .inTransaction(tx ->
                        tx.execute(
                                "UPDATE audit.head SET edge = set_byte(edge, 0, 255 - get_byte(edge, 0))"));

        assertThatThrownBy(sequencer::integrate)
                .isInstanceOf(SequencerFailure.class)
                .hasMessageContaining("size 3");
    }

    @Test
    void aLogRestoredWhereTransactionsCountAnewIsRefused() {
        platform.stores
                .openAsOwner()
                .inTransaction(tx ->
                        tx.execute("UPDATE audit.head SET snapshot = '900000000:900000000:'"));

        assertThatThrownBy(sequencer::begin)
                .isInstanceOf(SequencerFailure.class)
                .hasMessageContaining("physical backup");
    }

    @Test
    void closingTheAuditLogIntegratesWhatWasRecorded() {
        try (Audit audit =
                new Audit(
                        platform.database,
                        new MemoryObjectStore(),
                        () -> LogKeys.of(platform.key),
                        TestLog.actions(),
                        platform.clock,
                        new SecureRandom(),
                        AuditConfig.DEFAULT,
                        new SimpleMeterRegistry())) {
            audit.start();
            for (int i = 0; i < 1_000; i++) {
                audit.log().record(TestLog.created("agent-" + i));
            }
        }

        assertThat(proofs.size()).isEqualTo(1_000);
    }

    private void write(AuditLog log, Database database) {
        for (int i = 0; i < 50; i++) {
            log.record(TestLog.created("recorded-" + i));
            database.inTransaction(tx -> log.append(tx, TestLog.created("appended")));
        }
    }

    private List<UUID> order() {
        return platform.database.read(tx ->
                tx.list(
                        row -> row.getObject(1, UUID.class),
                        "SELECT event_id FROM audit.leaf ORDER BY index"));
    }

    private long indexes() {
        return platform.database
                .read(tx -> tx.one(row -> row.getLong(1), "SELECT max(index) FROM audit.leaf"))
                .orElseThrow();
    }
}
