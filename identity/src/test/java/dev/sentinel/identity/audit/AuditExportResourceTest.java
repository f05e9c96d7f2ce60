package dev.sentinel.identity.audit;

import static dev.sentinel.identity.testing.TestPlatform.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.export.EventExport;
import dev.sentinel.audit.note.Checkpoint;
import dev.sentinel.audit.note.SignedNote;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.base.json.Json;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AuditExportResourceTest {
    private static final String EXPORT = "/api/v1/audit/export";

    private final TestPlatform platform = new TestPlatform();

    @AfterAll
    void close() {
        platform.close();
    }

    @Test
    void linesProveThemselvesToWhoeverHasTheKey() throws Exception {
        String agentId = platform.hasAgent("agents:read");
        await().until(() -> lines(agentId).getFirst().has("proof"));

        JsonNode line = lines(agentId).getFirst();
        JsonNode proof = line.path("proof");
        Hash leaf =
                Hash.leaf(new JsonCanonicalizer(Json.write(line.path("event"))).getEncodedUTF8());
        SignedNote note = SignedNote.parse(proof.path("checkpoint").asText());
        assertThat(proof.path("leaf").asText()).isEqualTo(leaf.base64());
        assertThat(platform.audit.publicKeys().getFirst().signed(note)).isTrue();
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        assertThat(
                        root(
                                leaf,
                                proof.path("index").longValue(),
                                checkpoint.size(),
                                proof.path("path")))
                .isEqualTo(checkpoint.root());
    }

    @Test
    void aTableHoldsWhatTheFiltersAskFor() {
        String agentId = platform.hasAgent("agents:read");
        Answer table =
                platform.get(EXPORT + "?format=csv&action=agent.created&agentId=" + agentId, ADMIN);

        List<String> rows = table.body().lines().toList();
        assertThat(table.header("Content-Type")).startsWith("text/csv");
        assertThat(rows).hasSize(2);
        assertThat(rows.getFirst()).startsWith("eventId,time,workspace,actorKind");
        assertThat(rows.getLast()).contains("agent.created,success,agent," + agentId);
    }

    @Test
    void anExportIsItselfInTheLogAndGoesOnAfterItsLastEvent() {
        platform.hasAgent("agents:read");
        Answer first = platform.get(EXPORT + "?format=csv&limit=1", ADMIN);
        String last = first.body().lines().toList().get(1);
        Answer second =
                platform.get(EXPORT + "?format=csv&limit=1&cursor=" + last.substring(0, 36), ADMIN);

        assertThat(first.body().lines()).hasSize(2);
        assertThat(second.body().lines().toList().get(1)).isNotEqualTo(last);
        JsonNode told =
                platform.get("/api/v1/audit?kind=export&limit=1", ADMIN)
                        .json()
                        .path("data")
                        .path(0);
        assertThat(told.path("metadata").path("export_format").asText()).isEqualTo("csv");
        assertThat(told.path("metadata").path("filter").has("before")).isTrue();
    }

    @Test
    void oneAnswerHoldsTheWholeRangeInOrder() {
        String agentId = UUID.randomUUID().toString();
        List<AuditEvent> events =
                IntStream.range(0, 1_234)
                        .mapToObj(i ->
                                EventExport.by("acme", Actor.agent(agentId))
                                        .with("destination", "place " + i))
                        .toList();
        List<String> ids =
                platform.database.transaction(tx ->
                        platform.audit.log().appendAll(tx, events).stream()
                                .map(entry -> entry.id().toString())
                                .toList());
        await().until(() ->
                platform.audit.proofs().inclusion(UUID.fromString(ids.getLast())).isPresent());

        List<String> exported =
                lines(agentId).stream()
                        .peek(line -> assertThat(line.has("proof")).isTrue())
                        .map(line -> line.path("event").path("id").asText())
                        .toList();
        assertThat(exported).isEqualTo(ids.reversed());
        assertThat(platform.get(EXPORT + "?format=csv&agentId=" + agentId, ADMIN).body().lines())
                .hasSize(1 + ids.size());
        assertThat(platform.get(EXPORT + "?limit=700&agentId=" + agentId, ADMIN).body().lines())
                .hasSize(700);
    }

    @Test
    void onlyAdministratorsExport() {
        assertThat(platform.get(EXPORT, platform.tokenWith("audit:read")).status()).isEqualTo(403);
        assertThat(platform.get(EXPORT, "person:ANALYST:acme").status()).isEqualTo(403);
        assertThat(platform.get(EXPORT + "?format=xml", ADMIN).status()).isEqualTo(400);
        assertThat(platform.get(EXPORT + "?limit=0", ADMIN).status()).isEqualTo(400);
        assertThat(platform.get(EXPORT + "?cursor=1", ADMIN).status()).isEqualTo(400);
        assertThat(platform.get(EXPORT + "?kind=gossip", ADMIN).status()).isEqualTo(400);
    }

    private List<JsonNode> lines(String agentId) {
        return platform.get(EXPORT + "?agentId=" + agentId, ADMIN)
                .body()
                .lines()
                .map(line -> Json.tree(line))
                .toList();
    }

    /** RFC 9162 section 2.1.3.2, written out. */
    private static Hash root(Hash leaf, long index, long size, JsonNode path) {
        long fn = index;
        long sn = size - 1;
        Hash root = leaf;
        for (JsonNode step : path) {
            Hash sibling =
                    Hash.of(
                            Base64.getDecoder()
                                    .decode(step.asText().getBytes(StandardCharsets.US_ASCII)));
            if (fn % 2 == 1 || fn == sn) {
                root = Hash.node(sibling, root);
                while (fn % 2 == 0 && fn != 0) {
                    fn >>= 1;
                    sn >>= 1;
                }
            } else {
                root = Hash.node(root, sibling);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return root;
    }
}
