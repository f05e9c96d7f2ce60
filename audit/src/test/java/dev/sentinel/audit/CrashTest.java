package dev.sentinel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.audit.log.AuditQueries;
import dev.sentinel.audit.testing.CrashingWriter;
import dev.sentinel.audit.testing.TestLog;
import dev.sentinel.audit.verify.Progress;
import dev.sentinel.audit.verify.StoredLog;
import dev.sentinel.audit.verify.Verifier;
import dev.sentinel.audit.verify.VerifyOutcome.Intact;
import dev.sentinel.base.sql.DatabaseConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What was answered is in the log, whatever became of the process that answered. */
final class CrashTest {
    private static final int ANSWERS = 400;

    @Test
    void whatAKilledProcessAnsweredForIsThereAndTheLogGoesOn() throws Exception {
        try (TestLog platform = new TestLog()) {
            List<UUID> answered = new ArrayList<>();
            // Twice: the second one finds what the first left half done.
            answered.addAll(answersOfAKilledWriter(platform));
            answered.addAll(answersOfAKilledWriter(platform));

            AuditQueries queries = new AuditQueries(platform.database);
            assertThat(answered)
                    .hasSizeGreaterThanOrEqualTo(2 * ANSWERS)
                    .allMatch(id -> queries.find("acme", id).isPresent());
            while (platform.sequencer.integrate().count() > 0) {
                // Until nothing waits.
            }
            assertThat(
                            new Verifier(List.of(platform.key.publicKey()))
                                    .verify(new StoredLog(platform.database), Progress.silent()))
                    .isInstanceOfSatisfying(
                            Intact.class,
                            it -> assertThat(it.size()).isEqualTo(platform.count("event")));
        }
    }

    private static List<UUID> answersOfAKilledWriter(TestLog platform) throws IOException {
        DatabaseConfig app = platform.stores.app();
        Process writer =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx128m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CrashingWriter.class.getName(),
                                app.jdbcUrl(),
                                app.user(),
                                app.password().expose(),
                                platform.key.publicKey().name(),
                                Base64.getEncoder()
                                        .encodeToString(
                                                platform.key
                                                        .toPem()
                                                        .getBytes(StandardCharsets.UTF_8)))
                        .redirectError(Redirect.DISCARD)
                        .start();
        List<UUID> answered = new ArrayList<>();
        try (BufferedReader lines = writer.inputReader()) {
            String line = lines.readLine();
            while (line != null) {
                if (line.length() == UUID.randomUUID().toString().length()) {
                    answered.add(UUID.fromString(line));
                }
                if (answered.size() == ANSWERS) {
                    // SIGKILL, by the handle: it leaves the pipe, and what was answered before, to
                    // us.
                    writer.toHandle().destroyForcibly();
                }
                line = lines.readLine();
            }
        } finally {
            writer.destroyForcibly();
        }
        return answered;
    }
}
