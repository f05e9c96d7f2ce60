package dev.sentinel.server.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.audit.verify.LogExport;
import dev.sentinel.audit.verify.Progress;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.testing.ReferencePage;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The verifier below {@code conformance/tlog}, written in another language from the specifications
 * alone, must think of our log what we think of it. Skipped where there is no Node 20.
 */
class IndependentVerifierTest {
    private static final Path VERIFIER = ReferencePage.checkout().resolve("conformance/tlog");

    @BeforeAll
    static void needsNode() {
        assumeTrue(nodeMajor() >= 20, "no node of version 20 or later is on the PATH");
    }

    @Test
    void itsOwnTestsPass() throws Exception {
        Ran ran = node("--test", VERIFIER.resolve("test.mjs").toString());
        assertThat(ran.exitCode()).as(ran.out()).isZero();
    }

    @Test
    void itAcceptsARunningServer() throws Exception {
        try (RunningLog log = new RunningLog()) {
            log.write(3);
            UUID event = log.write(700).getFirst();

            JsonNode verdict =
                    verify(
                            "--server",
                            log.prefix(),
                            "--service-key",
                            RunningLog.SERVICE_KEY.expose(),
                            "--event",
                            event.toString(),
                            "--key",
                            log.key.publicKey().toString());

            assertThat(verdict.path("ok").asBoolean()).as(verdict.toString()).isTrue();
            assertThat(verdict.path("entries").asLong()).isEqualTo(703);
            assertThat(verdict.path("root").asText()).isEqualTo(log.audit.proofs().root(703).hex());
        }
    }

    @Test
    void itAcceptsAnExportAndNamesWhatWasTouched(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("audit.log");
        try (RunningLog log = new RunningLog()) {
            log.write(300);
            try (Writer out = Files.newBufferedWriter(file)) {
                new LogExport(log.database).writeTo(out, Progress.silent());
            }
            String key = log.key.publicKey().toString();

            assertThat(verify("--export", file.toString(), "--key", key).path("entries").asLong())
                    .isEqualTo(300);
            for (String[] change :
                    new String[][] {
                        {
                            "\"id\":\"agent-7\"",
                            "\"id\":\"agent-8\"",
                            "entry 7: the event was altered"
                        },
                        {"agent-9@acme", "agent-8@acme", "entry 9: the personal fields"},
                        {"{\"index\":11,", "{\"index\":12,", "entry 12 stands where 11 belongs"}
                    }) {
                Path touched = directory.resolve("touched.log");
                Files.writeString(touched, Files.readString(file).replace(change[0], change[1]));
                assertThat(
                                verify("--export", touched.toString(), "--key", key)
                                        .path("what")
                                        .asText())
                        .contains(change[2]);
            }
        }
    }

    private static JsonNode verify(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.addFirst(VERIFIER.resolve("verify.mjs").toString());
        return Json.tree(node(command.toArray(String[]::new)).out());
    }

    private record Ran(int exitCode, String out) {}

    private static Ran node(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.addFirst("node");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), out);
    }

    private static int nodeMajor() {
        try {
            String version = node("--version").out().strip();
            return Integer.parseInt(version.replaceFirst("^v", "").replaceFirst("\\..*", ""));
        } catch (IOException _) {
            return 0;
        } catch (Exception failure) {
            throw new IllegalStateException("node does not run", failure);
        }
    }
}
