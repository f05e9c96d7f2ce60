package dev.sentinel.risk.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.risk.feature.FeatureSchema;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A booster small enough to check by hand: two trees over three features, base score one half. */
final class TestBoosters {
    static final FeatureSchema SCHEMA =
            new FeatureSchema("test-1", List.of("amount", "count", "night"), "none");

    private TestBoosters() {}

    /**
     * Tree one: amount &lt; 100 (missing goes left) ? (count &lt; 2 ? -1 : -0.5) : 1. Tree two:
     * night &lt; 0.5 (missing goes right) ? -0.25 : 0.75.
     */
    static JsonNode small() {
        return Json.tree(
                """
                {"learner": {
                  "feature_names": ["amount", "count", "night"],
                  "feature_types": ["float", "float", "float"],
                  "learner_model_param": {"base_score": "5E-1", "num_class": "0",
                                          "num_feature": "3", "num_target": "1"},
                  "objective": {"name": "binary:logistic"},
                  "gradient_booster": {"name": "gbtree", "model": {
                    "tree_info": [0, 0],
                    "trees": [
                      {"left_children": [1, 3, -1, -1, -1], "right_children": [2, 4, -1, -1, -1],
                       "split_indices": [0, 1, 0, 0, 0], "default_left": [1, 0, 0, 0, 0],
                       "split_conditions": [1E2, 2E0, 1E0, -1E0, -5E-1],
                       "sum_hessian": [1E1, 8E0, 2E0, 6E0, 2E0], "split_type": [0, 0, 0, 0, 0],
                       "categories": [], "tree_param": {"size_leaf_vector": "1"}},
                      {"left_children": [2, -1, -1], "right_children": [1, -1, -1],
                       "split_indices": [2, 0, 0], "default_left": [0, 0, 0],
                       "split_conditions": [5E-1, 7.5E-1, -2.5E-1],
                       "sum_hessian": [1E1, 3E0, 7E0], "split_type": [0, 0, 0],
                       "categories": [], "tree_param": {"size_leaf_vector": "1"}}
                    ]}}},
                 "version": [2, 1, 4]}
                """);
    }

    /** The object at a path inside a booster, to spoil it. */
    static ObjectNode at(JsonNode booster, String pointer) {
        return (ObjectNode) booster.at(pointer);
    }

    /** A whole artifact around the small booster. */
    static ModelFile file(String version) {
        return file(version, small(), -1.25f);
    }

    static ModelFile file(String version, JsonNode booster, float marginOfParityRow) {
        return new ModelFile(
                version,
                SCHEMA,
                new TrainedOn(
                        Instant.parse("2026-05-01T00:00:00Z"),
                        Instant.parse("2026-05-08T00:00:00Z"),
                        Duration.ofDays(7),
                        1_000,
                        12),
                Map.of("eta", "0.1"),
                Map.of("auc", 0.9),
                Json.text(booster),
                new ParityRows(
                        new float[][] {{50, 1, 0}, {Float.NaN, 1, 0}},
                        new float[] {marginOfParityRow, marginOfParityRow}));
    }
}
