package dev.sentinel.audit.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.audit.note.Checkpoint;
import dev.sentinel.audit.note.NoteKey;
import dev.sentinel.audit.note.SignedNote;
import dev.sentinel.audit.sequencer.LogProofs;
import dev.sentinel.audit.testing.TestLog;
import dev.sentinel.audit.tree.Hash;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** C2SP tlog-witness and tlog-cosignature, from the side of the log. */
final class WitnessesTest {
    private final TestLog platform = new TestLog();
    private final TestWitness bear;
    private final TestWitness owl;
    private Optional<Witnesses> running = Optional.empty();

    WitnessesTest() throws IOException {
        bear = new TestWitness("witness.test/bear", platform.key.publicKey());
        owl = new TestWitness("witness.test/owl", platform.key.publicKey());
    }

    @AfterEach
    void close() {
        running.ifPresent(Witnesses::close);
        bear.close();
        owl.close();
        platform.close();
    }

    @Test
    void aCheckpointCosignedByAQuorumIsPublishedWithItsCosignatures() {
        platform.appendIntegrated(300);
        Witnesses witnesses = ask(2, bear, owl);

        SignedNote note = witnessed(witnesses, 300);

        assertThat(platform.key.publicKey().signed(note)).isTrue();
        for (TestWitness each : List.of(bear, owl)) {
            assertThat(note.signatures())
                    .anyMatch(line -> each.witness().key().cosigned(note.text(), line).isPresent());
        }
        assertThat(witnesses.checkpoint().orElseThrow()).isEqualTo(note.format());
    }

    @Test
    void theWitnessFollowsTheLogByConsistencyProofs() {
        platform.appendIntegrated(3);
        Witnesses witnesses = ask(1, bear);
        witnessed(witnesses, 3);

        platform.appendIntegrated(300);
        witnessed(witnesses, 303);

        assertThat(bear.size()).isEqualTo(303);
    }

    @Test
    void aWitnessThatIsElsewhereSaysSoAndIsFollowed() {
        platform.appendIntegrated(5);
        bear.hasSeen(newest());
        platform.appendIntegrated(5);
        Witnesses witnesses = ask(1, bear);

        witnessed(witnesses, 10);

        // Once with a wrong old size, once with the right one.
        assertThat(bear.asked()).isEqualTo(2);
    }

    @Test
    void withoutAQuorumNothingIsWitnessedAndTheLogGoesOn() {
        platform.appendIntegrated(5);
        owl.answerAlways(503);
        Witnesses witnesses = ask(2, bear, owl);
        Awaitility.await().until(() -> bear.size() == 5 && owl.asked() > 0);

        assertThat(witnesses.witnessed()).isEmpty();
        assertThat(platform.appendIntegrated(1)).hasSize(1);
        assertThat(new LogProofs(platform.database).size()).isEqualTo(6);
    }

    @Test
    void aWitnessThatWasAwayIsAskedAgain() {
        platform.appendIntegrated(5);
        bear.answerAlways(503);
        WitnessAsking asking = asking(bear);
        assertThatThrownBy(asking::ask).hasMessageContaining("503");

        bear.answerAgain();
        asking.ask();

        assertThat(bear.size()).isEqualTo(5);
        assertThat(asking.cosignedSize()).isEqualTo(5);
    }

    @Test
    void refusalsAreNamed() {
        platform.appendIntegrated(5);
        WitnessAsking asking = asking(bear);
        bear.answerAlways(403);
        assertThatThrownBy(asking::ask).hasMessage("it does not trust the log's key");
        bear.answerAlways(404);
        assertThatThrownBy(asking::ask).hasMessage("it does not know this log");
        bear.answerAlways(422);
        assertThatThrownBy(asking::ask).hasMessage("it holds the log for inconsistent");
    }

    @Test
    void aSignatureThatIsNotTheWitnesssOwnIsNotKept() {
        platform.appendIntegrated(5);
        bear.signWith(NoteKey.generate("witness.test/bear", new SecureRandom()));
        WitnessAsking asking = asking(bear);

        assertThatThrownBy(asking::ask).hasMessageContaining("no valid cosignature");
        assertThat(platform.count("cosignature")).isZero();
    }

    @Test
    void aWitnessThatHasSeenMoreThanThereIsShowsThatEntriesAreMissing() {
        platform.appendIntegrated(5);
        bear.hasSeen(new Checkpoint("sentinel.test/audit", 900, Hash.emptyTree()));

        assertThatThrownBy(asking(bear)::ask)
                .hasMessageContaining("it has seen 900 entries, the log has 5");
    }

    @Test
    void aHistoryRewrittenIsNotCosigned() {
        platform.appendIntegrated(5);
        Checkpoint before = newest();
        bear.hasSeen(new Checkpoint(before.origin(), 5, Hash.leaf(new byte[0])));
        platform.appendIntegrated(5);

        assertThatThrownBy(asking(bear)::ask).hasMessage("it holds the log for inconsistent");
    }

    @Test
    void ofManyProcessesOneAsksAtATime() {
        platform.appendIntegrated(5);
        WitnessAsking one = asking(bear, Duration.ofHours(1));
        WitnessAsking other = asking(bear, Duration.ofHours(1));
        one.ask();
        platform.appendIntegrated(1);
        other.ask();

        assertThat(bear.asked()).isEqualTo(1);
    }

    @Test
    void settingsThatCannotWorkAreRefused() {
        String key = bear.witness().key().toString();
        assertThat(Witness.parse(key + " https://witness.test/bear, "))
                .singleElement()
                .satisfies(it -> assertThat(it.prefix()).hasToString("https://witness.test/bear/"));
        for (String bad :
                List.of(key, key + " ftp://x", "name+00000000+AAAA http://x", key + " http://")) {
            assertThatThrownBy(() -> Witness.parse(bad))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Witness.parse(key + " http://x," + key + " http://y"))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> WitnessConfig.of(List.of(), 1)).hasMessageContaining("quorum");
    }

    private Checkpoint newest() {
        return Checkpoint.parse(
                SignedNote.parse(new LogProofs(platform.database).checkpoint().orElseThrow())
                        .text());
    }

    private WitnessAsking asking(TestWitness witness) {
        return asking(witness, Duration.ZERO);
    }

    private WitnessAsking asking(TestWitness witness, Duration pace) {
        WitnessConfig config =
                new WitnessConfig(List.of(witness.witness()), 1, pace, Duration.ofSeconds(20));
        return new WitnessAsking(
                witness.witness(),
                platform.database,
                new LogProofs(platform.database),
                new WitnessClient(config.patience()),
                config,
                Clock.systemUTC());
    }

    private Witnesses ask(int quorum, TestWitness... asked) {
        List<Witness> list = Arrays.stream(asked).map(TestWitness::witness).toList();
        Witnesses witnesses =
                new Witnesses(
                        platform.database,
                        new LogProofs(platform.database),
                        new WitnessConfig(
                                list, quorum, Duration.ofMillis(20), Duration.ofSeconds(20)),
                        Clock.systemUTC());
        running = Optional.of(witnesses);
        witnesses.start();
        return witnesses;
    }

    private static SignedNote witnessed(Witnesses witnesses, long size) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> witnesses.witnessed().map(SignedNote::parse),
                        note ->
                                note.isPresent()
                                        && Checkpoint.parse(note.get().text()).size() == size)
                .orElseThrow();
    }
}
