package dev.sentinel.risk.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.objects.ObjectStore;
import dev.sentinel.risk.feature.FeatureSchema;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which models exist and which one decides. Artifacts are written once; a small pointer names the
 * active one and the SHA-256 of its bytes. Every copy of the program reads the pointer and follows
 * it ({@link #refresh}); activation and following run the same checks, so a model that fails them
 * is never active anywhere, and a broken pointer leaves the last good model at work.
 */
public final class ModelRegistry {
    /** The pointer's usual key ({@code SENTRA_ACTIVE_MODEL_KEY}). */
    public static final String POINTER = "models/active-model.json";

    private static final String PREFIX = "models/";
    private static final String ARTIFACT = "/model.json";

    private final ObjectStore store;
    private final String pointerKey;
    private final FeatureSchema schema;
    private final Clock clock;
    private volatile Optional<Active> active = Optional.empty();

    /** A registry for models of one feature schema; nothing is active before {@link #refresh}. */
    public ModelRegistry(ObjectStore store, String pointerKey, FeatureSchema schema, Clock clock) {
        this.store = store;
        this.pointerKey = pointerKey;
        this.schema = schema;
        this.clock = clock;
    }

    /** The model that decides; read once per request. */
    public Optional<ScoringModel> active() {
        return active.map(Active::model);
    }

    /** Versions with an artifact, in order. */
    public List<String> versions() {
        return store.list(PREFIX).stream()
                .filter(key -> key.endsWith(ARTIFACT))
                .map(key -> key.substring(PREFIX.length(), key.length() - ARTIFACT.length()))
                .toList();
    }

    /** The artifact of a version, for showing; not checked. */
    public Optional<ModelFile> find(String version) {
        return artifact(version).map(ModelFile::parse);
    }

    /**
     * Stores a new artifact, without activating it. The same bytes again are fine; other bytes
     * under a version that exists throw {@link ModelRefused}, because decisions name their model by
     * version.
     */
    public void publish(ModelFile file) {
        byte[] bytes = file.toBytes();
        Optional<byte[]> existing = store.get(key(file.version()));
        if (existing.isEmpty()) {
            store.put(key(file.version()), bytes);
        } else if (!Arrays.equals(existing.get(), bytes)) {
            throw new ModelRefused("version " + file.version() + " exists with other content");
        }
    }

    /**
     * Checks a version and makes it the one that decides, here at once and elsewhere by refresh.
     */
    public synchronized ActivateOutcome activate(String version) {
        Optional<byte[]> artifact = artifact(version);
        if (artifact.isEmpty()) {
            return new ActivateOutcome.NoSuchVersion(version);
        }
        Active candidate;
        try {
            candidate = load(version, artifact.get());
        } catch (ModelRefused e) {
            return new ActivateOutcome.Refused(version, String.valueOf(e.getMessage()));
        }
        store.put(pointerKey, pointer(candidate));
        active = Optional.of(candidate);
        return new ActivateOutcome.Activated(candidate.model());
    }

    /**
     * Follows the pointer if it names another artifact than the one at work. Throws {@link
     * ModelRefused} if what it names must not be used; the active model then stays.
     */
    public synchronized Optional<ScoringModel> refresh() {
        Optional<byte[]> pointer = store.get(pointerKey);
        if (pointer.isPresent()) {
            follow(pointer.get());
        }
        return active();
    }

    private void follow(byte[] pointer) {
        String version;
        String sha256;
        try {
            JsonNode node = Json.read(pointer);
            version = node.path("version").asText();
            sha256 = node.path("sha256").asText();
        } catch (JsonProcessingException e) {
            throw new ModelRefused("the active-model pointer is not JSON", e);
        }
        if (active.isPresent() && active.get().sha256().equals(sha256)) {
            return;
        }
        byte[] artifact =
                artifact(version)
                        .orElseThrow(() ->
                                new ModelRefused(
                                        "the pointer names "
                                                + version
                                                + ", which has no artifact"));
        if (!sha256(artifact).equals(sha256)) {
            throw new ModelRefused("artifact " + version + " is not the one that was activated");
        }
        active = Optional.of(load(version, artifact));
    }

    private Active load(String version, byte[] artifact) {
        ModelFile file = ModelFile.parse(artifact);
        if (!file.version().equals(version)) {
            throw new ModelRefused(
                    "artifact " + version + " says that it is version " + file.version());
        }
        return new Active(ScoringModel.load(file, schema), sha256(artifact));
    }

    private byte[] pointer(Active candidate) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("version", candidate.model().version());
        fields.put("key", key(candidate.model().version()));
        fields.put("sha256", candidate.sha256());
        fields.put("feature_schema_hash", candidate.model().schemaHash());
        fields.put("activated_at", clock.instant().toString());
        active().ifPresent(previous -> fields.put("previous_version", previous.version()));
        return Json.write(fields);
    }

    private Optional<byte[]> artifact(String version) {
        return ModelFile.isVersion(version) ? store.get(key(version)) : Optional.empty();
    }

    private static String key(String version) {
        return PREFIX + version + ARTIFACT;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A model at work and the bytes it came from. */
    private record Active(ScoringModel model, String sha256) {}
}
