package dev.sentinel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.audit.note.LogKeys;
import dev.sentinel.audit.note.NoteKey;
import dev.sentinel.audit.note.NotePublicKey;
import dev.sentinel.audit.note.SignedNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditKeysTest {
    private static final String ORIGIN = "sentinel.test/audit";

    @TempDir private Path directory = Path.of("");
    private final SecureRandom random = new SecureRandom();
    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = directory.resolve("keys/audit.pem");
    }

    @Test
    void aNewKeyIsKeptForTheProgramAlone() throws IOException {
        AuditKeys keys = keys();
        assertThat(file).doesNotExist();
        keys.keep();

        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(keys().current().known()).isEqualTo(keys.current().known());
        assertThat(AuditKeys.publicKeys(file, ORIGIN)).isEqualTo(keys.current().known());
    }

    @Test
    void aRotationIsTakenUpByRunningProcessesAndBothKeysSignUntilItIsFinished() throws IOException {
        AuditKeys running = keys();
        running.keep();
        NotePublicKey old = running.current().known().getFirst();
        SignedNote before = running.current().sign("text\n");

        LogKeys rotated = keys().rotate(NoteKey.generate(ORIGIN, random));
        NotePublicKey next = rotated.signing().getFirst().publicKey();
        SignedNote during = running.current().sign("text\n");
        keys().finishRotation();
        SignedNote after = running.current().sign("text\n");

        assertThat(old.signed(during)).isTrue();
        assertThat(next.signed(during)).isTrue();
        assertThat(old.signed(after)).isFalse();
        assertThat(next.signed(after)).isTrue();
        assertThat(running.current().signed(before)).isTrue();
        assertThat(AuditKeys.publicKeys(file, ORIGIN)).isEqualTo(List.of(next, old));
        assertThat(directory.resolve("keys/audit.previous.pem")).doesNotExist();
    }

    @Test
    void oneRotationAtATime() throws IOException {
        keys().keep();
        keys().rotate(NoteKey.generate(ORIGIN, random));

        assertThatThrownBy(() -> keys().rotate(NoteKey.generate(ORIGIN, random)))
                .isInstanceOf(IllegalStateException.class);
        keys().finishRotation();
        assertThatThrownBy(() -> keys().finishRotation()).isInstanceOf(IllegalStateException.class);
    }

    private AuditKeys keys() throws IOException {
        return AuditKeys.of(file, ORIGIN, random);
    }
}
