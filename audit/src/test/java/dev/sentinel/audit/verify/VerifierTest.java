package dev.sentinel.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.note.LogKeys;
import dev.sentinel.audit.note.NoteKey;
import dev.sentinel.audit.testing.TestLog;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import dev.sentinel.audit.verify.VerifyOutcome.Intact;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody owns the tables and turns their triggers off; the verification names what was done. */
final class VerifierTest {
    private final TestLog platform = new TestLog();
    private final Verifier verifier = new Verifier(List.of(platform.key.publicKey()));

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void anUntouchedLogIsIntactAtEverySizeAndWhileItGoesOn() {
        List<Long> sizes = new ArrayList<>();
        for (int count : List.of(0, 1, 254, 1, 1, 300)) {
            platform.appendIntegrated(count);
            assertThat(verify()).isInstanceOfSatisfying(Intact.class, it -> sizes.add(it.size()));
            platform.clock.pass(Duration.ofHours(2));
        }
        platform.append(2);

        assertThat(sizes).containsExactly(0L, 1L, 255L, 256L, 257L, 557L);
        assertThat(verify()).isInstanceOf(Intact.class);
    }

    @Test
    void progressIsToldToTheEnd() {
        platform.appendIntegrated(300);
        List<Long> told = new ArrayList<>();
        verifier.verify(stored(), (done, total) -> told.add(done * 1_000 + total));

        assertThat(told).containsExactly(300_300L);
    }

    @Test
    void anAlteredFieldIsFound() {
        Entry victim = platform.appendIntegrated(300).get(17);
        for (String change :
                List.of(
                        "outcome = 'failure'",
                        "actor_id = 'mallory'",
                        "metadata = '{}'",
                        "after = after || ' '",
                        "request_id = NULL",
                        "acted_for = '[\"bob\"]'")) {
            platform.tamper(
                    "event", "UPDATE audit.event SET " + change + " WHERE id = ?", victim.id());
            assertThat(verify()).isEqualTo(Broken.at(17, victim.id(), "the event was altered"));
            platform.tamper(
                    "event",
                    """
                    UPDATE audit.event
                       SET outcome = 'success', actor_id = 'alice', metadata = NULL,
                           after = rtrim(after), request_id = 'req-1', acted_for = NULL
                     WHERE id = ?
                    """,
                    victim.id());
            assertThat(verify()).isInstanceOf(Intact.class);
        }
    }

    @Test
    void alteredAndMissingPersonalFieldsAreFound() {
        List<Entry> entries = platform.appendIntegrated(3);
        platform.tamper(
                "personal", "DELETE FROM audit.personal WHERE event_id = ?", entries.get(0).id());
        assertThat(verify())
                .isEqualTo(
                        Broken.at(
                                0,
                                entries.get(0).id(),
                                "the personal fields of the actor are missing"));
        platform.tamper(
                "personal",
                "UPDATE audit.personal SET fields = replace(fields, '192', '193') WHERE event_id = ?",
                entries.get(1).id());
        assertThat(verify())
                .isEqualTo(
                        Broken.at(
                                1,
                                entries.get(1).id(),
                                "the personal fields of the actor were altered"));
    }

    @Test
    void aDeletedEventIsFound() {
        Entry victim = platform.appendIntegrated(300).get(260);
        platform.tamper("event", "DELETE FROM audit.event WHERE id = ?", victim.id());

        assertThat(verify()).isEqualTo(Broken.at(260, victim.id(), "the event is missing"));
    }

    @Test
    void aDeletedEventAndLeafAreFound() {
        Entry victim = platform.appendIntegrated(300).get(42);
        platform.tamper("event", "DELETE FROM audit.event WHERE id = ?", victim.id());
        platform.tamper("leaf", "DELETE FROM audit.leaf WHERE index = 42");

        assertThat(verify()).isEqualTo(Broken.at(42, "the entry is missing from the order"));
    }

    @Test
    void aDeletedEndOfTheLogIsFound() {
        platform.appendIntegrated(300);
        platform.tamper(
                "event",
                "DELETE FROM audit.event WHERE id IN (SELECT event_id FROM audit.leaf WHERE index >= 280)");
        platform.tamper("leaf", "DELETE FROM audit.leaf WHERE index >= 280");

        assertThat(verify()).isEqualTo(Broken.at(280, "the entry is missing from the order"));
    }

    @Test
    void swappedEntriesAreFound() {
        List<Entry> entries = platform.appendIntegrated(300);
        swap(7, 9);
        assertThat(verify())
                .isEqualTo(
                        Broken.at(
                                7,
                                entries.get(9).id(),
                                "entries were reordered: this one belongs at index 9"));
        swap(7, 9);
        swap(270, 299);
        assertThat(verify())
                .isEqualTo(
                        Broken.at(
                                270,
                                entries.get(299).id(),
                                "entries were reordered: this one belongs at index 299"));
    }

    @Test
    void anEventPutInBesideTheLogIsFound() {
        List<Entry> entries = platform.appendIntegrated(5);
        UUID forged = UUID.fromString("019ceb00-0000-7000-8000-000000000001");
        platform.tamper(
                "event",
                """
                INSERT INTO audit.event (at, id, workspace, actor_kind, actor_id, action, outcome, xid)
                SELECT '2026-03-14 06:19:46.432Z', ?, workspace, actor_kind, 'mallory', action, outcome, xid
                  FROM audit.event WHERE id = ?
                """,
                forged,
                entries.get(2).id());
        platform.sequencer.integrate();

        assertThat(verify())
                .isInstanceOfSatisfying(
                        Broken.class,
                        broken -> {
                            assertThat(broken.eventId()).contains(forged);
                            assertThat(broken.what()).contains("put in without the log");
                        });
    }

    @Test
    void aBackdatedEventIsFoundEvenWhenTheSequencerTookIt() {
        platform.appendIntegrated(5);
        UUID forged = UUID.fromString("019ceb00-0000-7000-8000-000000000001");
        platform.tamper(
                "event",
                """
                INSERT INTO audit.event (at, id, workspace, actor_kind, actor_id, action, outcome)
                VALUES (to_timestamp(('x' || replace(left(?::text, 13), '-', ''))::bit(48)::bigint / 1000.0),
                        ?, 'acme', 'person', 'mallory', 'agent.created', 'success')
                """,
                forged.toString(),
                forged);
        platform.sequencer.integrate();

        assertThat(verify())
                .isInstanceOfSatisfying(
                        Broken.class,
                        broken -> {
                            assertThat(broken.index()).contains(5L);
                            assertThat(broken.eventId()).contains(forged);
                            assertThat(broken.what()).contains("backdated");
                        });
    }

    @Test
    void aLeafRewrittenWithItsEventIsFoundByTheTiles() {
        Entry victim = platform.appendIntegrated(300).get(17);
        platform.tamper(
                "event", "UPDATE audit.event SET outcome = 'failure' WHERE id = ?", victim.id());
        platform.tamper("leaf", "UPDATE audit.leaf SET hash = sha256('x') WHERE index = 17");

        assertThat(verify())
                .isEqualTo(
                        Broken.at(
                                17,
                                victim.id(),
                                "the entry is not the one that was integrated here"));
    }

    @Test
    void anAlteredTileAndAnAlteredRootOfATileAreFound() {
        platform.appendIntegrated(300);
        platform.tamper("tile", "UPDATE audit.tile SET root = sha256('x')");
        assertThat(verify())
                .isEqualTo(Broken.at(0, "the root of the tile from this index on was altered"));

        platform.tamper("tile", "DELETE FROM audit.tile");
        assertThat(verify()).isEqualTo(Broken.at(0, "the tile from this index on is missing"));
    }

    @Test
    void aDeletedRangeIsFoundAtItsBeginning() {
        List<Entry> entries = platform.appendIntegrated(300);
        platform.tamper(
                "event",
                "DELETE FROM audit.event WHERE id IN (SELECT event_id FROM audit.leaf WHERE index BETWEEN 100 AND 150)");

        assertThat(verify())
                .isEqualTo(Broken.at(100, entries.get(100).id(), "the event is missing"));
    }

    @Test
    void anEventWhoseTransactionWasLateIsReadApartAndIsGood() {
        platform.appendIntegrated(300);
        Entry late =
                platform.stores
                        .open()
                        .transaction(slow -> {
                            Entry first = platform.log.append(slow, TestLog.created("slow"));
                            platform.clock.pass(Duration.ofMinutes(40));
                            platform.appendIntegrated(600);
                            return first;
                        });
        platform.sequencer.integrate();
        assertThat(verify()).isInstanceOf(Intact.class);

        platform.tamper(
                "event", "UPDATE audit.event SET outcome = 'failure' WHERE id = ?", late.id());
        assertThat(verify()).isEqualTo(Broken.at(900, late.id(), "the event was altered"));
    }

    @Test
    void aTreeRewrittenWithoutTheKeyIsFoundBySignature() {
        platform.appendIntegrated(300);
        NoteKey forger = NoteKey.generate("sentinel.test/audit", new SecureRandom());
        rewriteEverything(forger);

        assertThat(verify())
                .isInstanceOfSatisfying(
                        Broken.class,
                        broken ->
                                assertThat(broken.what()).contains("not signed by the log's key"));
    }

    @Test
    void aHistoryRewrittenWithTheKeyIsFoundByTheCheckpointSeenLast(@TempDir Path elsewhere) {
        SeenCheckpoint seen = new SeenCheckpoint(elsewhere.resolve("seen/checkpoint"));
        platform.appendIntegrated(300);
        assertThat(verifier.verify(stored(), seen, Progress.silent())).isInstanceOf(Intact.class);
        platform.appendIntegrated(10);
        assertThat(verifier.verify(stored(), seen, Progress.silent())).isInstanceOf(Intact.class);

        rewriteEverything(platform.key);

        assertThat(verify()).isInstanceOf(Intact.class);
        assertThat(verifier.verify(stored(), seen, Progress.silent()))
                .isInstanceOfSatisfying(
                        Broken.class,
                        broken ->
                                assertThat(broken.what())
                                        .contains("history was rewritten", "seen last", "310"));
    }

    @Test
    void aLogCutShortWithTheKeyIsFoundByTheCheckpointSeenLast(@TempDir Path elsewhere) {
        SeenCheckpoint seen = new SeenCheckpoint(elsewhere.resolve("checkpoint"));
        platform.appendIntegrated(20);
        assertThat(verifier.verify(stored(), seen, Progress.silent())).isInstanceOf(Intact.class);
        platform.tamper(
                "event",
                "DELETE FROM audit.event WHERE id IN (SELECT event_id FROM audit.leaf WHERE index >= 15)");
        rewriteEverything(platform.key);

        assertThat(verifier.verify(stored(), seen, Progress.silent()))
                .isEqualTo(
                        Broken.at(
                                15,
                                "entries are missing: the checkpoint seen last promises 20, the log ends after 15"));
    }

    /** Alters the first event and lets a sequencer with this key make a whole new tree. */
    private void rewriteEverything(NoteKey key) {
        platform.tamper(
                "event",
                "UPDATE audit.event SET actor_id = 'mallory' WHERE id = (SELECT event_id FROM audit.leaf WHERE index = 0)");
        for (String table : List.of("leaf", "tile", "checkpoint", "head")) {
            platform.tamper(table, "DELETE FROM audit." + table);
        }
        var forger = platform.sequencer(platform.database, LogKeys.of(key));
        forger.begin();
        forger.integrate();
    }

    /** Exchanges two leaves with all they hold, so that each row by itself stays right. */
    private void swap(long one, long other) {
        String move = "UPDATE audit.leaf SET index = ? WHERE index = ?";
        platform.tamper("leaf", move, -1, one);
        platform.tamper("leaf", move, one, other);
        platform.tamper("leaf", move, other, -1);
    }

    private VerifyOutcome verify() {
        return verifier.verify(stored(), Progress.silent());
    }

    private StoredLog stored() {
        return new StoredLog(platform.database);
    }
}
