package dev.sentinel.server.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.audit.note.NotePublicKey;
import dev.sentinel.audit.note.SignedNote;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.tree.Hashes;
import dev.sentinel.audit.tree.ProofCheck;
import dev.sentinel.audit.verify.EntryProof;
import dev.sentinel.audit.verify.LogClient;
import dev.sentinel.audit.verify.Progress;
import dev.sentinel.audit.verify.ServedLog;
import dev.sentinel.audit.verify.Verifier;
import dev.sentinel.audit.verify.VerifyOutcome;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import dev.sentinel.audit.verify.VerifyOutcome.Intact;
import dev.sentinel.base.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** C2SP tlog-tiles over HTTP, and the proofs beside it. */
class LogResourceTest {
    private static final String READER = "Bearer acme audit:read";

    private final RunningLog log;

    LogResourceTest() throws IOException {
        log = new RunningLog();
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void theCheckpointIsASignedNoteThatIsNotCached() throws Exception {
        log.write(3);
        HttpResponse<byte[]> answer = log.get("/checkpoint");
        SignedNote note = SignedNote.parse(text(answer));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache");
        assertThat(note.text()).startsWith("sentinel.test/audit\n3\n");
        assertThat(NotePublicKey.parseAll(text(log.get("/keys"))))
                .singleElement()
                .satisfies(key -> assertThat(key.signed(note)).isTrue());
        assertThat(log.get("/checkpoint/witnessed").statusCode()).isEqualTo(404);
    }

    @Test
    void tilesAreOpenAndCachedForGood() throws Exception {
        log.write(300);
        HttpResponse<byte[]> full = log.get("/tile/0/000");
        HttpResponse<byte[]> partial = log.get("/tile/0/001.p/44");
        HttpResponse<byte[]> above = log.get("/tile/1/000.p/1");

        assertThat(full.body()).hasSize(256 * Hash.LENGTH);
        assertThat(header(full, "Content-Type")).isEqualTo("application/octet-stream");
        assertThat(header(full, "Cache-Control")).contains("immutable");
        assertThat(partial.body()).hasSize(44 * Hash.LENGTH);
        assertThat(Hashes.root(Hashes.list(full.body()))).isEqualTo(Hash.of(above.body()));
    }

    @Test
    void tilesThatAreNotThereOrCannotBeAreRefused() throws Exception {
        log.write(3);
        for (String beyond :
                List.of("/tile/0/001", "/tile/0/000.p/4", "/tile/1/000.p/1", "/tile/9/000")) {
            assertThat(log.get(beyond).statusCode()).as(beyond).isEqualTo(404);
        }
        for (String bad :
                List.of(
                        "/tile/64/000",
                        "/tile/00/000",
                        "/tile/0/1",
                        "/tile/0/x999/x999/x999/x999/x999/999")) {
            assertThat(log.get(bad).statusCode()).as(bad).isEqualTo(422);
        }
    }

    @Test
    void entriesAreForServicesOnlyAndNeverCached() throws Exception {
        log.write(3);

        assertThat(log.get("/tile/entries/000.p/3").statusCode()).isEqualTo(401);
        assertThat(log.get("/tile/entries/000.p/3", "Authorization", READER).statusCode())
                .isEqualTo(403);
        HttpResponse<byte[]> answer =
                log.get("/tile/entries/000.p/3", "Authorization", RunningLog.SERVICE);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Cache-Control")).contains("no-store");
        assertThat(new String(answer.body(), UTF_8)).contains("agent-2").doesNotContain("192.0.2");
    }

    @Test
    void aConsistencyProofHolds() throws Exception {
        log.write(5);
        log.write(300);
        JsonNode answer = Json.read(log.get("/consistency?from=5&to=305").body());
        List<Hash> proof = new ArrayList<>();
        answer.path("proof")
                .forEach(hash -> proof.add(Hash.of(Base64.getDecoder().decode(hash.asText()))));

        assertThat(
                        ProofCheck.consistent(
                                5,
                                log.audit.proofs().root(5),
                                305,
                                log.audit.proofs().root(305),
                                proof))
                .isTrue();
        for (String bad :
                List.of(
                        "",
                        "?from=5",
                        "?from=0&to=5",
                        "?from=6&to=5",
                        "?from=1&to=306",
                        "?from=-1&to=2",
                        "?from=1e3&to=2")) {
            assertThat(log.get("/consistency" + bad).statusCode()).as(bad).isBetween(400, 422);
        }
    }

    @Test
    void anEventsProofIsForItsWorkspaceAndHolds() throws Exception {
        UUID event = log.write(300).get(77);
        String path = "/proof/" + event;
        EntryProof proof = EntryProof.parse(text(log.get(path, "Authorization", READER)));

        assertThat(proof.index()).isEqualTo(77);
        assertThat(proof.fault(List.of(log.key.publicKey()))).isEmpty();
        assertThat(Json.tree(proof.event()).path("id").asText()).isEqualTo(event.toString());
        assertThat(log.get(path).statusCode()).isEqualTo(401);
        assertThat(log.get(path, "Authorization", "Bearer acme agents:read").statusCode())
                .isEqualTo(403);
        assertThat(log.get(path, "Authorization", "Bearer globex audit:read").statusCode())
                .isEqualTo(404);
        assertThat(log.get(path, "Authorization", RunningLog.SERVICE).statusCode()).isEqualTo(200);
        assertThat(log.get("/proof/no-id", "Authorization", READER).statusCode()).isEqualTo(404);
    }

    @Test
    void theLogVerifiesOverHttpAndATamperedOneDoesNot() throws Exception {
        List<UUID> ids = log.write(300);
        assertThat(verified())
                .isInstanceOfSatisfying(Intact.class, it -> assertThat(it.size()).isEqualTo(300));

        log.stores
                .openAsOwner()
                .inTransaction(tx -> {
                    tx.execute("ALTER TABLE audit.event DISABLE TRIGGER USER");
                    tx.execute(
                            "UPDATE audit.event SET actor_id = 'mallory' WHERE id = ?",
                            ids.get(17));
                    tx.execute("ALTER TABLE audit.event ENABLE TRIGGER USER");
                });
        assertThat(verified())
                .isEqualTo(new Broken(Optional.of(17L), Optional.empty(), "the event was altered"));
    }

    @Test
    void anAddressMayAskSoOftenAndNoMore() throws Exception {
        log.write(1);
        for (int i = 0; i < RunningLog.MOST_A_MINUTE; i++) {
            assertThat(log.get("/tile/0/000.p/1").statusCode()).isEqualTo(200);
        }
        for (String path :
                List.of(
                        "/checkpoint",
                        "/checkpoint/witnessed",
                        "/keys",
                        "/tile/0/000.p/1",
                        "/consistency?from=1&to=1")) {
            HttpResponse<byte[]> refused = log.get(path);
            assertThat(refused.statusCode()).as(path).isEqualTo(429);
            assertThat(header(refused, "Retry-After")).isEqualTo("60");
        }
        // Services are known; their entries are not what a flood asks for.
        assertThat(
                        log.get("/tile/entries/000.p/1", "Authorization", RunningLog.SERVICE)
                                .statusCode())
                .isEqualTo(200);
        log.nanoTime.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(log.get("/checkpoint").statusCode()).isEqualTo(200);
    }

    @Test
    void entriesOfADetachedMonthAreGoneAndTheRestStillVerifies() throws Exception {
        log.write(300);
        log.stores
                .openAsOwner()
                .inTransaction(tx -> {
                    // As they stand in a log that is seven years old, without waiting so long.
                    tx.execute("ALTER TABLE audit.event DISABLE TRIGGER USER");
                    tx.execute("ALTER TABLE audit.leaf DISABLE TRIGGER USER");
                    tx.execute(
                            "DELETE FROM audit.event WHERE id = (SELECT event_id FROM audit.leaf WHERE index = 7)");
                    tx.execute(
                            "UPDATE audit.leaf SET event_at = now() - interval '8 years' WHERE index = 7");
                });

        HttpResponse<byte[]> gone =
                log.get("/tile/entries/000", "Authorization", RunningLog.SERVICE);
        assertThat(gone.statusCode()).isEqualTo(410);
        assertThat(text(gone)).contains("AUDIT_EVENTS_GONE");
        assertThat(verified())
                .isInstanceOfSatisfying(
                        Intact.class,
                        it -> {
                            assertThat(it.size()).isEqualTo(300);
                            assertThat(it.gone()).isEqualTo(256);
                        });
    }

    private VerifyOutcome verified() {
        try (LogClient client =
                new LogClient(URI.create(log.prefix()), Optional.of(RunningLog.SERVICE))) {
            return new Verifier(List.of(log.key.publicKey()))
                    .verify(new ServedLog(client), Progress.silent());
        }
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), UTF_8);
    }

    private static String header(HttpResponse<byte[]> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
