package dev.sentinel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.audit.note.NoteKey;
import dev.sentinel.audit.note.NotePublicKey;
import dev.sentinel.audit.verify.EntryProof;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.sql.DatabaseConfig;
import dev.sentinel.server.log.RunningLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code sentinel audit …} on a real log. */
class AuditCommandsTest {
    @TempDir private Path directory = Path.of("");
    private final RunningLog log;
    private String vkey = "";

    AuditCommandsTest() throws IOException {
        log = new RunningLog();
    }

    @BeforeEach
    void keepTheKey() throws IOException {
        Files.writeString(directory.resolve("audit.pem"), log.key.toPem());
        vkey = log.key.publicKey().toString();
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void verifiesTheDatabaseAServerAndAnExport() {
        log.write(300);
        String export = directory.resolve("audit.log").toString();
        String seen = directory.resolve("seen").toString();

        Ran stored = run("audit", "verify", "--json", "--seen", seen);
        assertThat(stored.exitCode()).as(stored.err()).isZero();
        assertThat(Json.tree(stored.out()).path("size").asLong()).isEqualTo(300);
        assertThat(Path.of(seen)).content().startsWith("sentinel.test/audit\n300\n");

        Ran served = run("audit", "verify", "--server", log.prefix());
        assertThat(served.exitCode()).as(served.err()).isZero();
        assertThat(served.out()).contains("nothing was altered: 300 entries");

        assertThat(run("audit", "export", export).exitCode()).isZero();
        // On another machine: no settings, the public key alone.
        Ran offline = run(Map.of(), "audit", "verify", "--export", export, "--key", vkey);
        assertThat(offline.exitCode()).as(offline.err()).isZero();
        assertThat(offline.out()).contains("nothing was altered: 300 entries");
    }

    @Test
    void namesTheAlteredEventAndExitsWithOne() {
        UUID victim = log.write(30).get(17);
        log.stores
                .openAsOwner()
                .inTransaction(tx -> {
                    tx.execute("ALTER TABLE audit.event DISABLE TRIGGER USER");
                    tx.execute("UPDATE audit.event SET actor_id = 'mallory' WHERE id = ?", victim);
                    tx.execute("ALTER TABLE audit.event ENABLE TRIGGER USER");
                });

        Ran ran = run("audit", "verify");

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out())
                .contains(
                        "the log is broken at entry 17 (event "
                                + victim
                                + "): the event was altered");
    }

    @Test
    void aWrongKeyOrAnOlderLogThanTheOneSeenIsRefused() throws IOException {
        log.write(3);
        String export = directory.resolve("audit.log").toString();
        String seen = directory.resolve("seen").toString();
        assertThat(run("audit", "export", export).exitCode()).isZero();
        log.write(3);
        assertThat(run("audit", "verify", "--seen", seen).exitCode()).isZero();

        Ran rollback = run("audit", "verify", "--export", export, "--key", vkey, "--seen", seen);
        assertThat(rollback.exitCode()).isEqualTo(1);
        assertThat(rollback.out()).contains("the checkpoint seen last promises 6");

        String stranger =
                NoteKey.generate("sentinel.test/audit", new SecureRandom()).publicKey().toString();
        Ran wrong = run("audit", "verify", "--export", export, "--key", stranger);
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.out()).contains("not signed by the log's key");
    }

    @Test
    void whatCannotBeLookedAtIsNotSaidToBeAltered() {
        Ran missing = run("audit", "verify", "--export", directory.resolve("none").toString());
        assertThat(missing.exitCode()).isEqualTo(3);
        assertThat(missing.err()).contains("cannot be read");

        Ran noKey = run("audit", "verify", "--key", "rubbish");
        assertThat(noKey.exitCode()).isEqualTo(3);
    }

    @Test
    void showsAnEventWithAProofThatOthersCanCheck() {
        UUID event = log.write(30).get(4);

        Ran people = run("audit", "show", event.toString());
        assertThat(people.exitCode()).as(people.err()).isZero();
        assertThat(people.out()).contains("agent-4", "entry 4", "the proof holds");

        JsonNode json = Json.tree(run("audit", "show", "--json", event.toString()).out());
        assertThat(json.path("event").path("id").asText()).isEqualTo(event.toString());
        assertThat(
                        EntryProof.parse(json.path("proof").asText())
                                .fault(List.of(log.key.publicKey())))
                .isEmpty();
        Ran unknown = run("audit", "show", new UUID(0, 7).toString());
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).contains("no event");
    }

    @Test
    void tailShowsTheLastEventsThatMatch() {
        log.write(30);

        List<String> lines =
                run("audit", "tail", "--no-follow", "-n", "2", "--json").out().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(Json.tree(lines.getLast()).path("index").asLong()).isEqualTo(29);
        assertThat(run("audit", "tail", "--no-follow", "--target", "agent-7").out().lines())
                .singleElement()
                .asString()
                .contains("agent.created", "alice", "agent-7");
        assertThat(run("audit", "tail", "--no-follow", "--actor", "bob").out()).isEmpty();
    }

    @Test
    void rotatesTheKeyAndListsBoth() {
        assertThat(run("audit", "keys").out().strip()).isEqualTo(vkey);

        Ran begun = run("audit", "rotate-key");
        assertThat(begun.exitCode()).as(begun.err()).isZero();
        List<NotePublicKey> both = NotePublicKey.parseAll(run("audit", "keys").out());
        assertThat(both).hasSize(2);
        assertThat(both.getLast()).hasToString(vkey);
        assertThat(run("audit", "rotate-key").exitCode()).isEqualTo(1);
        assertThat(run("audit", "rotate-key", "--finish").exitCode()).isZero();
        assertThat(NotePublicKey.parseAll(run("audit", "keys").out())).isEqualTo(both);

        await().until(() -> log.audit.proofs().size() == 2);
        List<JsonNode> told =
                run("audit", "tail", "--no-follow", "--json")
                        .out()
                        .lines()
                        .map(line -> Json.tree(line).path("event"))
                        .toList();
        assertThat(told)
                .extracting(event -> event.path("action").asText())
                .containsExactly("audit.key_rotated", "audit.key_rotation_finished");
        assertThat(told)
                .allSatisfy(event -> {
                    assertThat(event.path("before").path("publicKey").asText()).isEqualTo(vkey);
                    assertThat(event.path("after").path("publicKey").asText())
                            .isEqualTo(both.getFirst().toString());
                });
    }

    @Test
    void aRotationThatCannotBeToldDoesNotHappen() throws IOException {
        log.stores
                .openAsOwner()
                .inTransaction(tx -> tx.execute("DROP TABLE audit.personal, audit.event"));

        assertThat(run("audit", "rotate-key").exitCode()).isEqualTo(1);
        assertThat(run("audit", "keys").out().strip()).isEqualTo(vkey);
        assertThat(directory.resolve("audit.previous.pem")).doesNotExist();
    }

    private Ran run(String... arguments) {
        DatabaseConfig app = log.stores.app();
        Map<String, String> settings = new HashMap<>();
        settings.put(
                "DATABASE_URL",
                app.jdbcUrl()
                        .replace(
                                "jdbc:postgresql://",
                                "postgresql://%s:%s@"
                                        .formatted(app.user(), app.password().expose())));
        settings.put("AUDIT_ORIGIN", "sentinel.test/audit");
        settings.put("AUDIT_SIGNING_KEY_PATH", directory.resolve("audit.pem").toString());
        settings.put("OBJECT_STORE_DIR", directory.resolve("objects").toString());
        settings.put("SENTINEL_SERVICE_KEY", RunningLog.SERVICE_KEY.expose());
        return run(settings, arguments);
    }

    private Ran run(Map<String, String> settings, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                SentinelCommand.commandLine(
                                Surroundings.of(settings, directory.resolve(".env.absent")))
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true));
        return new Ran(line.execute(arguments), out.toString(), err.toString());
    }

    private record Ran(int exitCode, String out, String err) {}
}
