package dev.sentinel.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.Actions;
import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.audit.log.AuditLogConfig;
import dev.sentinel.audit.testing.TestLog;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import dev.sentinel.audit.verify.VerifyOutcome.Intact;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Personal fields that are gone are erased when the log says so, and lost when it does not. */
final class ErasedFieldsTest {
    private static final Action ERASED =
            Action.of(Erased.ACTION, "personal fields were erased")
                    .field("actor", "events whose actor's fields went")
                    .field("target", "events whose target's fields went");

    private final TestLog platform = new TestLog();
    private final Verifier verifier = new Verifier(List.of(platform.key.publicKey()));

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void whatTheLogSaysWasErasedIsErased() throws IOException {
        List<Entry> entries = platform.appendIntegrated(300);
        erase(entries.get(7));
        say(entries.get(7));

        for (LogSource log : List.of(new StoredLog(platform.database), exported())) {
            assertThat(verifier.verify(log, Progress.silent()))
                    .isInstanceOfSatisfying(
                            Intact.class, it -> assertThat(it.erased()).isEqualTo(parts()));
        }
    }

    @Test
    void whatTheLogDoesNotSayIsLost() throws IOException {
        List<Entry> entries = platform.appendIntegrated(300);
        erase(entries.get(7));
        erase(entries.get(9));
        say(entries.get(7));

        for (LogSource log : List.of(new StoredLog(platform.database), exported())) {
            assertThat(verifier.verify(log, Progress.silent()))
                    .isInstanceOfSatisfying(
                            Broken.class,
                            broken -> {
                                assertThat(broken.index()).contains(9L);
                                assertThat(broken.eventId()).contains(entries.get(9).id());
                                assertThat(broken.what()).contains("are missing");
                            });
        }
    }

    /** How many parts the personal fields of one event have. */
    private long parts() {
        return platform.count("personal") == 0 ? 0 : (300 * 2 - platform.count("personal"));
    }

    private void erase(Entry entry) {
        platform.tamper("personal", "DELETE FROM audit.personal WHERE event_id = ?", entry.id());
    }

    private void say(Entry entry) {
        List<String> ids = List.of(entry.id().toString());
        try (AuditLog log =
                new AuditLog(
                        platform.database,
                        Actions.of(List.of(ERASED)),
                        platform.clock,
                        new SecureRandom(),
                        AuditLogConfig.DEFAULT)) {
            platform.database.inTransaction(tx ->
                    log.append(
                            tx,
                            AuditEvent.of(ERASED, "acme", Actor.person("bob"))
                                    .with("actor", ids)
                                    .with("target", ids)));
        }
        platform.sequencer.integrate();
    }

    private ExportedLog exported() throws IOException {
        StringWriter out = new StringWriter();
        new LogExport(platform.database).writeTo(out, Progress.silent());
        return new ExportedLog(
                new ByteArrayInputStream(out.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
