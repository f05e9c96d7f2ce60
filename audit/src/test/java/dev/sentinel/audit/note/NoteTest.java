package dev.sentinel.audit.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.audit.tree.Edge;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/** C2SP signed-note and tlog-checkpoint. */
final class NoteTest {
    private static final String TEXT =
            """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.
            """;
    private static final String NOTE =
            TEXT
                    + "\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    private static final String PETER =
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private final NoteKey key = NoteKey.generate("sentinel.test/audit", new SecureRandom());

    @Test
    void verifiesTheNoteOfTheReferenceImplementation() {
        NotePublicKey peter = NotePublicKey.parse(PETER);
        SignedNote note = SignedNote.parse(NOTE);

        assertThat(note.text()).isEqualTo(TEXT);
        assertThat(peter.signed(note)).isTrue();
        assertThat(peter.toString()).isEqualTo(PETER);
        assertThat(note.format()).isEqualTo(NOTE);
        assertThat(peter.signed(SignedNote.parse(NOTE.replace("know", "Know")))).isFalse();
    }

    @Test
    void aCheckpointSurvivesSigningAndReading() {
        var checkpoint = new Checkpoint("sentinel.test/audit", 0, Edge.empty().root());
        SignedNote note = SignedNote.parse(key.sign(checkpoint.text()).format());

        assertThat(key.publicKey().signed(note)).isTrue();
        assertThat(NotePublicKey.parse(key.publicKey().toString()).signed(note)).isTrue();
        assertThat(Checkpoint.parse(note.text())).isEqualTo(checkpoint);
    }

    @Test
    void aKeyReadBackFromItsFileIsTheSameKey() {
        NoteKey again = NoteKey.fromPem("sentinel.test/audit", key.toPem());

        assertThat(again.publicKey()).hasToString(key.publicKey().toString());
        assertThat(key.publicKey().signed(again.sign("text\n"))).isTrue();
    }

    @Test
    void anotherNameOrAnotherKeyDoesNotVerify() {
        SignedNote note = key.sign("text\n");
        NoteKey renamed = NoteKey.fromPem("sentinel.test/other", key.toPem());
        NoteKey other = NoteKey.generate("sentinel.test/audit", new SecureRandom());

        assertThat(renamed.publicKey().signed(note)).isFalse();
        assertThat(other.publicKey().signed(note)).isFalse();
    }

    @Test
    void aBrokenKeyFileIsRefusedWithoutQuotingIt() {
        assertThatThrownBy(() -> NoteKey.fromPem("sentinel.test/audit", "bm90IGEga2V5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not an Ed25519 private key")
                .hasMessageNotContaining("bm90IGEga2V5");
    }

    @Test
    void malformedNotesAreRefused() {
        for (String bad :
                new String[] {"", "text", "text\n\n", "text\n\n\u2014 name\n", "text\n\n- a b\n"}) {
            assertThatThrownBy(() -> SignedNote.parse(bad))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Checkpoint.parse("origin\n01\nAAAA\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("01");
    }
}
