package dev.sentinel.audit.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.audit.tree.Edge;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
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
    void duringARotationBothKeysSignAndBothVerify() {
        NoteKey next = NoteKey.generate("sentinel.test/audit", new SecureRandom());
        SignedNote before = LogKeys.of(key).sign("text\n");
        LogKeys rotating = new LogKeys(List.of(next, key), List.of());
        SignedNote during = rotating.sign("text\n");
        LogKeys after = new LogKeys(List.of(next), List.of(key.publicKey()));
        SignedNote last = after.sign("text\n");

        assertThat(key.publicKey().signed(during)).isTrue();
        assertThat(next.publicKey().signed(during)).isTrue();
        assertThat(SignedNote.parse(during.format())).isEqualTo(during);
        assertThat(after.signed(before)).isTrue();
        assertThat(after.signed(last)).isTrue();
        assertThat(key.publicKey().signed(last)).isFalse();
    }

    /** "If a signature from a known key fails to verify, clients SHOULD reject the whole note." */
    @Test
    void aBadSignatureBesideAGoodOneOfTheSameKeyIsRefused() {
        SignedNote note = key.sign("text\n").with(key.sign("another\n").signatures());

        assertThat(key.publicKey().signed(note)).isFalse();
    }

    /** C2SP tlog-cosignature: type, time and text are signed; nothing of it may be exchanged. */
    @Test
    void aCosignatureIsForOneTextOneTimeAndOneKey() {
        Instant at = Instant.parse("2026-03-14T09:26:53Z");
        SignedNote.Signature line = key.cosign("text\n", at);

        assertThat(key.cosignerKey().cosigned("text\n", line)).contains(at);
        assertThat(CosignerKey.parse(key.cosignerKey().toString()).cosigned("text\n", line))
                .contains(at);
        assertThat(key.cosignerKey().cosigned("other\n", line)).isEmpty();
        assertThat(key.publicKey().signed(new SignedNote("text\n", List.of(line)))).isFalse();
        assertThat(key.cosignerKey().cosigned("text\n", key.sign("text\n").signatures().getFirst()))
                .isEmpty();
        assertThatThrownBy(() -> CosignerKey.parse(key.publicKey().toString()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** The example of the specification signed-note. */
    @Test
    void theExampleOfTheSpecificationVerifies() {
        SignedNote note =
                SignedNote.parse(
                        "This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n");

        assertThat(
                        NotePublicKey.parse(
                                        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
                                .signed(note))
                .isTrue();
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
