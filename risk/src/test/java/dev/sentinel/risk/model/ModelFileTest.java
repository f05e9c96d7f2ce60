package dev.sentinel.risk.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sentinel.base.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class ModelFileTest {
    private final ModelFile file = TestBoosters.file("sentra-score-xgb-v1.20260508");

    @Test
    void comesBackFromItsBytesUnchanged() {
        ModelFile back = ModelFile.parse(file.toBytes());

        assertThat(back.toBytes()).isEqualTo(file.toBytes());
        assertThat(back.version()).isEqualTo(file.version());
        assertThat(back.schema()).isEqualTo(file.schema());
        assertThat(back.trainedOn()).isEqualTo(file.trainedOn());
        assertThat(back.metrics()).containsEntry("auc", 0.9);
        assertThat(back.parameters()).containsEntry("eta", "0.1");
        assertThat(back.parity().row(1)).containsExactly(Float.NaN, 1, 0);
        assertThat(back.parity().margin(1)).isEqualTo(-1.25f);
    }

    @Test
    void refusesWhatIsNotAModelFile() {
        refuses("{", "not JSON");
        refuses("{\"format\":\"sentinel-model-2\"}", "format must be sentinel-model-1");
        refuses("{\"format\":\"sentinel-model-1\"}", "lacks version");
        refuses("[]", "lacks format");
    }

    @Test
    void refusesASchemaThatDoesNotMatchItsHash() {
        refuses(
                root -> ((ObjectNode) root.get("feature_schema")).put("definition", "other"),
                "hash");
    }

    @Test
    void refusesParityRowsWithoutMargins() {
        refuses(
                root -> ((ObjectNode) root.get("parity")).putArray("margins").add(1.5),
                "inconsistent");
    }

    @Test
    void refusesDatesThatAreNone() {
        refuses(root -> ((ObjectNode) root.get("trained_on")).put("from", "May"), "inconsistent");
    }

    @Test
    void versionsAreSafeInPathsAndPages() {
        for (String good : List.of("v1", "sentra-score-xgb-v0.seed", "2026-05-08")) {
            assertThat(ModelFile.isVersion(good)).isTrue();
        }
        for (String bad : List.of("", "..", "a..b", "a/b", "V1", "-v1", "v1.", "a".repeat(200))) {
            assertThat(ModelFile.isVersion(bad)).isFalse();
        }
    }

    private void refuses(Consumer<ObjectNode> spoil, String why) {
        ObjectNode root =
                (ObjectNode) Json.tree(new String(file.toBytes(), StandardCharsets.UTF_8));
        spoil.accept(root);
        refuses(Json.text(root), why);
    }

    private static void refuses(String json, String why) {
        assertThatThrownBy(() -> ModelFile.parse(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ModelRefused.class)
                .hasMessageContaining(why);
    }
}
