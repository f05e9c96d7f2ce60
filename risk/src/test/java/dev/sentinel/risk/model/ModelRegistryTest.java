package dev.sentinel.risk.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.objects.DirectoryObjectStore;
import dev.sentinel.base.objects.ObjectStore;
import dev.sentinel.risk.model.ActivateOutcome.Activated;
import dev.sentinel.risk.model.ActivateOutcome.NoSuchVersion;
import dev.sentinel.risk.model.ActivateOutcome.Refused;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelRegistryTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-06-01T12:00:00Z"), ZoneOffset.UTC);

    @TempDir private Path directory;
    private ObjectStore store;
    private ModelRegistry registry;

    @BeforeEach
    void openRegistry() {
        store = new DirectoryObjectStore(directory);
        registry = open();
    }

    @Test
    void nothingIsActiveUntilSomethingIsActivated() {
        registry.publish(TestBoosters.file("v1"));

        assertThat(registry.refresh()).isEmpty();
        assertThat(registry.versions()).containsExactly("v1");
    }

    @Test
    void theActivatedModelDecidesAndIsNamedByThePointer() throws Exception {
        registry.publish(TestBoosters.file("v1"));
        registry.publish(TestBoosters.file("v2"));
        registry.activate("v1");

        assertThat(registry.activate("v2")).isInstanceOf(Activated.class);

        assertThat(registry.active()).map(ScoringModel::version).contains("v2");
        JsonNode pointer = Json.read(store.get(ModelRegistry.POINTER).orElseThrow());
        assertThat(pointer.path("version").asText()).isEqualTo("v2");
        assertThat(pointer.path("previous_version").asText()).isEqualTo("v1");
        assertThat(pointer.path("key").asText()).isEqualTo("models/v2/model.json");
        assertThat(pointer.path("activated_at").asText()).isEqualTo("2026-06-01T12:00:00Z");
    }

    @Test
    void otherCopiesFollowThePointer() {
        ModelRegistry elsewhere = open();
        registry.publish(TestBoosters.file("v1"));
        registry.activate("v1");

        assertThat(elsewhere.active()).isEmpty();
        assertThat(elsewhere.refresh()).map(ScoringModel::version).contains("v1");
        ScoringModel first = elsewhere.active().orElseThrow();
        assertThat(elsewhere.refresh()).containsSame(first);
    }

    @Test
    void aModelThatFailsItsParityTestNeverBecomesActive() {
        registry.publish(TestBoosters.file("v1"));
        registry.activate("v1");
        registry.publish(TestBoosters.file("v2", TestBoosters.small(), 3f));

        assertThat(registry.activate("v2"))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.why()).contains("margins"));

        assertThat(registry.active()).map(ScoringModel::version).contains("v1");
        assertThat(open().refresh()).map(ScoringModel::version).contains("v1");
    }

    @Test
    void anUnknownVersionCannotBeActivated() {
        assertThat(registry.activate("v9")).isEqualTo(new NoSuchVersion("v9"));
        assertThat(registry.activate("../../etc/passwd")).isInstanceOf(NoSuchVersion.class);
    }

    @Test
    void aVersionIsWrittenOnce() {
        registry.publish(TestBoosters.file("v1"));
        registry.publish(TestBoosters.file("v1"));

        ModelFile other = TestBoosters.file("v1", TestBoosters.small(), 3f);
        assertThatThrownBy(() -> registry.publish(other)).isInstanceOf(ModelRefused.class);
    }

    @Test
    void aBrokenPointerLeavesTheLastGoodModelAtWork() {
        registry.publish(TestBoosters.file("v1"));
        registry.activate("v1");

        store.put(ModelRegistry.POINTER, "{".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(registry::refresh).isInstanceOf(ModelRefused.class);
        store.put(
                ModelRegistry.POINTER,
                "{\"version\":\"v7\",\"sha256\":\"00\"}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(registry::refresh)
                .isInstanceOf(ModelRefused.class)
                .hasMessageContaining("v7");

        assertThat(registry.active()).map(ScoringModel::version).contains("v1");
    }

    @Test
    void anArtifactChangedAfterActivationIsRefused() {
        registry.publish(TestBoosters.file("v1"));
        registry.activate("v1");
        ModelFile forged = TestBoosters.file("v1", TestBoosters.small(), -1.2500001f);
        store.put("models/v1/model.json", forged.toBytes());

        ModelRegistry elsewhere = open();

        assertThatThrownBy(elsewhere::refresh)
                .isInstanceOf(ModelRefused.class)
                .hasMessageContaining("not the one that was activated");
    }

    private ModelRegistry open() {
        return new ModelRegistry(store, ModelRegistry.POINTER, TestBoosters.SCHEMA, CLOCK);
    }
}
