package dev.sentinel.audit.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.note.Checkpoint;
import dev.sentinel.audit.note.SignedNote;
import dev.sentinel.audit.testing.TestLog;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.tree.Hashes;
import dev.sentinel.audit.tree.ProofCheck;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LogProofsTest {
    private final TestLog platform = new TestLog();
    private final LogProofs proofs = new LogProofs(platform.database);

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void everyIntegratedEventHasAProofUnderTheSignedCheckpoint() {
        for (Entry entry : platform.appendIntegrated(300)) {
            InclusionProof proof = proofs.proven(entry.id()).orElseThrow().proof();
            SignedNote note = SignedNote.parse(proof.checkpoint());
            Checkpoint checkpoint = Checkpoint.parse(note.text());

            assertThat(platform.key.publicKey().signed(note)).isTrue();
            assertThat(checkpoint.size()).isEqualTo(300);
            assertThat(
                            ProofCheck.included(
                                    proof.leaf(),
                                    proof.index(),
                                    proof.size(),
                                    proof.path(),
                                    checkpoint.root()))
                    .isTrue();
        }
    }

    @Test
    void anEventThatIsNotIntegratedHasNoProofYet() {
        Entry waiting = platform.append(1).getFirst();

        assertThat(proofs.proven(waiting.id())).isEmpty();
        assertThat(proofs.proven(new UUID(0, 0))).isEmpty();
    }

    @Test
    void everyCheckpointIsABeginningOfEveryLaterOne() {
        TreeMap<Long, Hash> roots = new TreeMap<>();
        for (int count : List.of(1, 2, 60, 130, 63, 1, 200)) {
            platform.appendIntegrated(count);
            Checkpoint now =
                    Checkpoint.parse(SignedNote.parse(proofs.checkpoint().orElseThrow()).text());
            roots.put(now.size(), now.root());
        }
        assertThat(roots).containsKeys(256L, 457L);
        roots.forEach((older, olderRoot) ->
                roots.tailMap(older)
                        .forEach((newer, root) ->
                                assertThat(
                                                ProofCheck.consistent(
                                                        older,
                                                        olderRoot,
                                                        newer,
                                                        root,
                                                        proofs.consistency(older, newer)
                                                                .orElseThrow()))
                                        .isTrue()));
        assertThat(proofs.consistency(1, 458)).isEmpty();
        assertThat(proofs.consistency(0, 1)).isEmpty();
    }

    @Test
    void tilesAreFullOrAsWideAsTheLogIsLong() {
        platform.appendIntegrated(300);

        byte[] full = proofs.tile(0, 0, 256).orElseThrow();
        byte[] partial = proofs.tile(0, 1, 44).orElseThrow();
        byte[] above = proofs.tile(1, 0, 1).orElseThrow();

        assertThat(Hashes.root(Hashes.list(full))).isEqualTo(Hash.at(above, 0));
        assertThat(partial).hasSize(44 * Hash.LENGTH);
        assertThat(proofs.tile(0, 1, 45)).isEmpty();
        assertThat(proofs.tile(1, 0, 2)).isEmpty();
        assertThat(proofs.tile(2, 0, 1)).isEmpty();
        assertThat(proofs.tile(0, Long.MAX_VALUE / 4, 1)).isEmpty();
    }
}
