package dev.sentinel.audit.tree;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.testing.ReferencePage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * RFC 9162 §2.1 by the trees and proofs that Certificate Transparency implementations test with;
 * the independent verifier below {@code conformance} reads the same file.
 */
final class KnownTreesTest {
    private final JsonNode known = read();
    private final List<Hash> leaves =
            strings(known.path("entries")).stream()
                    .map(entry -> Hash.leaf(HexFormat.of().parseHex(entry)))
                    .toList();
    private final List<String> roots = strings(known.path("roots"));
    private final Nodes nodes =
            (level, index) ->
                    Hashes.root(
                            leaves.subList((int) (index << level), (int) ((index + 1) << level)));

    @Test
    void theTreesHaveTheirRoots() {
        Edge edge = Edge.empty();
        assertThat(edge.root().hex()).isEqualTo(known.path("emptyRoot").asText());
        for (int i = 0; i < roots.size(); i++) {
            edge.append(leaves.get(i));
            assertThat(edge.root().hex()).isEqualTo(roots.get(i));
        }
    }

    @Test
    void theInclusionProofsAreMadeAndHold() {
        assertThat(known.path("inclusion")).hasSizeGreaterThan(3);
        for (JsonNode each : known.path("inclusion")) {
            int index = each.path("index").asInt();
            int size = each.path("size").asInt();
            List<Hash> path = hashes(each.path("path"));

            assertThat(Proofs.inclusion(index, size, nodes)).isEqualTo(path);
            assertThat(ProofCheck.included(leaves.get(index), index, size, path, root(size)))
                    .isTrue();
        }
    }

    @Test
    void theConsistencyProofsAreMadeAndHold() {
        assertThat(known.path("consistency")).hasSizeGreaterThan(2);
        for (JsonNode each : known.path("consistency")) {
            int from = each.path("from").asInt();
            int to = each.path("to").asInt();
            List<Hash> proof = hashes(each.path("proof"));

            assertThat(Proofs.consistency(from, to, nodes)).isEqualTo(proof);
            assertThat(ProofCheck.consistent(from, root(from), to, root(to), proof)).isTrue();
        }
    }

    private Hash root(int size) {
        return Hash.of(HexFormat.of().parseHex(roots.get(size - 1)));
    }

    private static List<Hash> hashes(JsonNode array) {
        return strings(array).stream().map(hex -> Hash.of(HexFormat.of().parseHex(hex))).toList();
    }

    private static List<String> strings(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
    }

    private static JsonNode read() {
        try {
            return Json.read(
                    Files.readAllBytes(
                            ReferencePage.checkout().resolve("conformance/tlog/known-trees.json")));
        } catch (IOException failure) {
            throw new IllegalStateException("the known trees are part of the checkout", failure);
        }
    }
}
