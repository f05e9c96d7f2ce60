package dev.sentinel.risk.model;

import static dev.sentinel.risk.model.TestBoosters.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sentinel.base.json.Json;
import org.junit.jupiter.api.Test;

/** What XGBoost can write and this evaluator must not guess at. */
final class BoosterJsonTest {
    private static final String MODEL = "/learner/gradient_booster/model";
    private static final String FIRST_TREE = MODEL + "/trees/0";

    private final JsonNode booster = TestBoosters.small();

    @Test
    void layoutKeepsChildrenTogetherWhateverTheirNumbers() {
        Forest forest = BoosterJson.forest(Json.text(booster), TestBoosters.SCHEMA);

        // In the second tree XGBoost numbers the right child before the left one.
        assertThat(forest.margin(new float[] {500, 0, 0})).isEqualTo(0.75f);
        assertThat(forest.depth()).isEqualTo(2);
    }

    @Test
    void readsTheBaseScoreOfBothMajorVersions() {
        at(booster, "/learner/learner_model_param").put("base_score", "[2.5E-1]");

        Forest forest = BoosterJson.forest(Json.text(booster), TestBoosters.SCHEMA);

        assertThat(forest.margin(new float[] {50, 1, 0}))
                .isEqualTo((float) -Math.log(3) - 1f - 0.25f);
    }

    @Test
    void refusesABaseScoreThatIsNoProbability() {
        at(booster, "/learner/learner_model_param").put("base_score", "[5E-1,5E-1]");
        refuses("base_score");
        at(booster, "/learner/learner_model_param").put("base_score", "1E0");
        refuses("base_score");
    }

    @Test
    void refusesDart() {
        at(booster, "/learner/gradient_booster").put("name", "dart");
        refuses("booster must be gbtree");
    }

    @Test
    void refusesOtherObjectives() {
        at(booster, "/learner/objective").put("name", "multi:softprob");
        refuses("objective");
    }

    @Test
    void refusesSeveralClassesOrTargets() {
        at(booster, "/learner/learner_model_param").put("num_class", "3");
        refuses("num_class");
        at(booster, "/learner/learner_model_param").put("num_class", "0").put("num_target", "2");
        refuses("num_target");
    }

    @Test
    void refusesVectorLeaves() {
        at(booster, FIRST_TREE + "/tree_param").put("size_leaf_vector", "3");
        refuses("size_leaf_vector");
    }

    @Test
    void refusesCategoricalSplits() {
        ((ArrayNode) booster.at(FIRST_TREE + "/split_type")).set(0, Json.tree("1"));
        refuses("split_type");
    }

    @Test
    void refusesFeaturesInAnotherOrder() {
        at(booster, "/learner").set("feature_names", Json.tree("[\"count\",\"amount\",\"night\"]"));
        refuses("feature names");
    }

    @Test
    void refusesTreesWithCycles() {
        ((ArrayNode) booster.at(FIRST_TREE + "/left_children")).set(3, Json.tree("1"));
        ((ArrayNode) booster.at(FIRST_TREE + "/right_children")).set(3, Json.tree("4"));
        refuses("not a tree");
    }

    @Test
    void refusesChildrenAndFeaturesThatDoNotExist() {
        ((ArrayNode) booster.at(FIRST_TREE + "/left_children")).set(0, Json.tree("9"));
        refuses("no such child");
        ((ArrayNode) booster.at(FIRST_TREE + "/left_children")).set(0, Json.tree("1"));
        ((ArrayNode) booster.at(FIRST_TREE + "/split_indices")).set(0, Json.tree("3"));
        refuses("no such child or feature");
    }

    @Test
    void refusesArraysOfDifferentLengths() {
        ((ArrayNode) booster.at(FIRST_TREE + "/sum_hessian")).remove(0);
        refuses("sum_hessian must have 5 entries");
    }

    @Test
    void refusesNumbersThatAreNotFinite() {
        ((ArrayNode) booster.at(FIRST_TREE + "/split_conditions")).set(0, Json.tree("1E99"));
        refuses("finite");
    }

    @Test
    void saysWhatIsMissing() {
        at(booster, MODEL).remove("trees");
        refuses("lacks trees");
    }

    private void refuses(String why) {
        assertThatThrownBy(() -> BoosterJson.forest(Json.text(booster), TestBoosters.SCHEMA))
                .isInstanceOf(ModelRefused.class)
                .hasMessageContaining(why);
    }
}
