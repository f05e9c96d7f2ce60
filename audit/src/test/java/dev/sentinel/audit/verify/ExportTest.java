package dev.sentinel.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.testing.TestLog;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import dev.sentinel.audit.verify.VerifyOutcome.Intact;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export proves itself to whoever has the public key. */
final class ExportTest {
    private final TestLog platform = new TestLog();
    private final Verifier verifier = new Verifier(List.of(platform.key.publicKey()));
    private final List<Entry> entries = platform.appendIntegrated(20);
    private final List<String> lines = new ArrayList<>();

    @BeforeEach
    void export() throws IOException {
        StringWriter out = new StringWriter();
        assertThat(new LogExport(platform.database).writeTo(out, Progress.silent()))
                .isEqualTo(new LogExport.Written(20, 0));
        lines.addAll(out.toString().lines().toList());
    }

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void anUntouchedExportIsIntact() throws IOException {
        assertThat(lines).hasSize(21);
        assertThat(verify())
                .isInstanceOfSatisfying(Intact.class, it -> assertThat(it.size()).isEqualTo(20));
    }

    @Test
    void orderAndSpacesOfAnEventsFieldsDoNotMatter() throws IOException {
        lines.set(
                3,
                lines.get(3)
                        .replace("\"event\":{\"action\":\"agent.created\",", "\"event\": { ")
                        .replace(
                                ",\"workspace\":\"acme\"}",
                                ",\"workspace\":\"acme\", \"action\":\"agent.created\"}"));

        assertThat(verify()).isInstanceOf(Intact.class);
    }

    @Test
    void anAlteredEntryIsNamed() throws IOException {
        lines.replaceAll(line -> line.replace("\"id\":\"agent-7\"", "\"id\":\"agent-8\""));

        assertThat(verify()).isEqualTo(Broken.at(7, entries.get(7).id(), "the event was altered"));
    }

    @Test
    void alteredPersonalFieldsAreNamed() throws IOException {
        lines.replaceAll(line -> line.replace("agent-7@acme.test", "agent-8@acme.test"));

        assertThat(verify())
                .isEqualTo(
                        Broken.at(
                                7,
                                entries.get(7).id(),
                                "the personal fields of the target were altered"));
    }

    @Test
    void missingReorderedAndAddedEntriesAreNamed() throws IOException {
        String last = lines.removeLast();
        assertThat(verify()).isEqualTo(Broken.at(19, "the export ends before this entry"));
        lines.add(last);
        lines.add(last);
        assertThat(verify())
                .isEqualTo(Broken.at(20, "the export has entries beyond its checkpoint"));
        lines.removeLast();
        String fifth = lines.remove(5);
        lines.add(9, fifth);
        assertThat(verify())
                .isEqualTo(
                        Broken.at(4, entries.get(5).id(), "entry 5 stands where this one belongs"));
    }

    @Test
    void anotherCheckpointOrKeyIsRefused() throws IOException {
        lines.set(0, lines.get(0).replace("\\n20\\n", "\\n19\\n"));
        assertThat(verify())
                .isEqualTo(
                        Broken.of(
                                "the newest checkpoint (size 19) is not signed by the log's key"));
        lines.set(0, "{}");
        assertThat(verify())
                .isEqualTo(
                        Broken.of(
                                "there is no checkpoint: the log was never begun, or all of it is gone"));
    }

    @Test
    void theCheckpointSeenLastIsHeldAgainstAnOlderExport(@TempDir Path elsewhere)
            throws IOException {
        SeenCheckpoint seen = new SeenCheckpoint(elsewhere.resolve("checkpoint"));
        platform.appendIntegrated(1);
        assertThat(verifier.verify(new StoredLog(platform.database), seen, Progress.silent()))
                .isInstanceOf(Intact.class);

        assertThat(verifier.verify(exported(), seen, Progress.silent()))
                .isInstanceOfSatisfying(
                        Broken.class, it -> assertThat(it.what()).contains("promises 21"));
    }

    private VerifyOutcome verify() {
        return verifier.verify(exported(), Progress.silent());
    }

    private ExportedLog exported() {
        return new ExportedLog(
                new ByteArrayInputStream(
                        String.join("\n", lines).getBytes(StandardCharsets.UTF_8)));
    }
}
