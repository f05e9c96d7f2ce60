package dev.sentinel.audit.sequencer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.audit.note.LogKeys;
import dev.sentinel.audit.testing.TestLog;
import dev.sentinel.audit.verify.Progress;
import dev.sentinel.audit.verify.StoredLog;
import dev.sentinel.audit.verify.Verifier;
import dev.sentinel.audit.verify.Verifier.Expected;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import dev.sentinel.base.Unavailable;
import dev.sentinel.base.testing.BrokenObjectStore;
import dev.sentinel.base.testing.MemoryObjectStore;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the object store holds, the owner of the database cannot rewrite. */
final class PublishedCheckpointsTest {
    private final TestLog platform = new TestLog();
    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final PublishedCheckpoints published = new PublishedCheckpoints(objects);
    private final CheckpointPublisher publisher = publisher();

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void everyKeptCheckpointIsPublishedOnce() {
        for (int size : List.of(1, 2, 3)) {
            platform.appendIntegrated(size);
            platform.clock.pass(Duration.ofMinutes(2));
            publisher.publish();
        }
        publisher().publish();

        assertThat(published.all()).hasSize(3);
        assertThat(publisher.publishedSize()).isEqualTo(6);
        assertThat(objects.list("audit/checkpoints/"))
                .containsExactly(
                        "audit/checkpoints/00000000000000000001",
                        "audit/checkpoints/00000000000000000003",
                        "audit/checkpoints/00000000000000000006");
    }

    /** Else nothing would reach the object store for as long as the clock was ahead. */
    @Test
    void aClockThatWasAheadKeepsNoCheckpointAway() {
        platform.clock.pass(Duration.ofDays(365));
        platform.appendIntegrated(1);
        platform.clock.pass(Duration.ofDays(-365));
        platform.appendIntegrated(1);
        platform.appendIntegrated(1);
        publisher.publish();

        assertThat(publisher.publishedSize()).isEqualTo(2);
        assertThat(published.all()).hasSize(2);
    }

    @Test
    void whatWasMissedWhileTheStoreWasAwayFollows() {
        platform.appendIntegrated(1);
        objects.goAway(true);
        assertThatThrownBy(publisher::publish).isInstanceOf(Unavailable.class);
        platform.clock.pass(Duration.ofMinutes(2));
        platform.appendIntegrated(1);

        objects.goAway(false);
        publisher.publish();

        assertThat(published.all()).hasSize(2);
    }

    @Test
    void anErrorWhilePublishingIsTold() {
        platform.appendIntegrated(1);
        try (CheckpointPublisher failing =
                new CheckpointPublisher(
                        platform.database,
                        new PublishedCheckpoints(new BrokenObjectStore()),
                        () -> LogKeys.of(platform.key))) {
            failing.start();

            Awaitility.await().until(() -> failing.failure().isPresent());
            assertThat(failing.failure()).contains("a broken store");
        }
    }

    @Test
    void aLogThatGoesOnMayBeSigned() {
        assertThatCode(publisher::requireContinued).doesNotThrowAnyException();
        platform.appendIntegrated(5);
        publisher.publish();
        platform.appendIntegrated(300);

        assertThatCode(publisher::requireContinued).doesNotThrowAnyException();
    }

    @Test
    void aDatabaseRestoredFromBeforeIsNotSignedOn() {
        platform.appendIntegrated(5);
        publisher.publish();
        forget();
        platform.appendIntegrated(2);

        assertThatThrownBy(publisher::requireContinued)
                .isInstanceOf(SequencerFailure.class)
                .hasMessageContaining("size 5, the log has 2 entries")
                .hasMessageContaining("restore the database");
    }

    /** As after a demo in the same directory. */
    @Test
    void aNewDatabaseBesideTheObjectStoreOfAnotherIsToldOfTheSetting() {
        platform.appendIntegrated(5);
        publisher.publish();
        forget();

        assertThatThrownBy(publisher::requireContinued)
                .isInstanceOf(SequencerFailure.class)
                .hasMessageContaining("size 5, the log has 0 entries")
                .hasMessageContaining("OBJECT_STORE_DIR");
    }

    @Test
    void aHistoryRewrittenWithTheKeyIsRefusedAndNamed() {
        platform.appendIntegrated(5);
        publisher.publish();
        forget();
        platform.appendIntegrated(9);

        assertThatThrownBy(publisher::requireContinued)
                .isInstanceOf(SequencerFailure.class)
                .hasMessageContaining("history was rewritten");
        List<Expected> expected =
                published.all().stream()
                        .map(note -> new Expected("a checkpoint in the object store", note))
                        .toList();
        assertThat(
                        new Verifier(List.of(platform.key.publicKey()))
                                .verify(
                                        new StoredLog(platform.database),
                                        expected,
                                        Progress.silent()))
                .isInstanceOfSatisfying(
                        Broken.class,
                        broken ->
                                assertThat(broken.what())
                                        .contains("history was rewritten", "object store"));
    }

    @Test
    void anotherRootForAPublishedSizeIsNeverPublished() {
        platform.appendIntegrated(5);
        publisher.publish();
        String first = published.all().getFirst();
        forget();
        platform.appendIntegrated(5);

        assertThatThrownBy(() ->
                        published.publish(
                                new LogProofs(platform.database).checkpoint().orElseThrow()))
                .isInstanceOf(SequencerFailure.class)
                .hasMessageContaining("another checkpoint of size 5");
        assertThat(published.all()).containsExactly(first);
    }

    private CheckpointPublisher publisher() {
        return new CheckpointPublisher(
                platform.database, published, () -> LogKeys.of(platform.key));
    }

    /** Somebody who owns the database empties the log and begins it anew, with the right key. */
    private void forget() {
        for (String table :
                List.of("leaf", "tile", "cosignature", "checkpoint", "head", "personal", "event")) {
            platform.tamper(table, "DELETE FROM audit." + table);
        }
        platform.sequencer.begin();
    }
}
