package dev.sentinel.risk.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.risk.feature.FeatureSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a booster in the JSON that XGBoost writes (its "JSON schema" of model IO, versions 2 and 3)
 * and refuses whatever {@link Forest} does not evaluate: other boosters than {@code gbtree}, other
 * objectives than {@code binary:logistic}, several outputs, categorical splits.
 */
final class BoosterJson {
    private static final int TREES_AT_MOST = 10_000;
    private static final int NODES_AT_MOST = 4_000_000;
    private static final int DEPTH_AT_MOST = 32;

    private final FeatureSchema schema;
    private final List<Tree> trees = new ArrayList<>();
    private int nodes;
    private int depth;

    private BoosterJson(FeatureSchema schema) {
        this.schema = schema;
    }

    static Forest forest(String booster, FeatureSchema schema) {
        try {
            JsonNode root = Json.read(booster.getBytes(StandardCharsets.UTF_8));
            return new BoosterJson(schema).read(need(root, "learner"));
        } catch (JsonProcessingException e) {
            throw new ModelRefused("the booster is not JSON, or more than one value", e);
        }
    }

    private Forest read(JsonNode learner) {
        same("objective", need(learner, "objective", "name").asText(), "binary:logistic");
        JsonNode parameters = need(learner, "learner_model_param");
        same("num_class", need(parameters, "num_class").asText(), "0");
        same("num_target", parameters.path("num_target").asText("1"), "1");
        same("num_feature", need(parameters, "num_feature").asText(), "" + schema.size());
        List<String> names = new ArrayList<>();
        need(learner, "feature_names").forEach(name -> names.add(name.asText()));
        if (!names.equals(schema.names())) {
            throw new ModelRefused("feature names of the booster are not those of its schema");
        }
        JsonNode gradientBooster = need(learner, "gradient_booster");
        same("booster", need(gradientBooster, "name").asText(), "gbtree");
        JsonNode model = need(gradientBooster, "model");
        for (JsonNode group : need(model, "tree_info")) {
            same("tree_info", group.asText(), "0");
        }
        JsonNode list = need(model, "trees");
        if (!list.isArray() || list.isEmpty() || list.size() > TREES_AT_MOST) {
            throw new ModelRefused("trees must number 1 to " + TREES_AT_MOST);
        }
        for (JsonNode tree : list) {
            add(new Tree(tree));
        }
        return flatten(baseMargin(need(parameters, "base_score").asText()));
    }

    private void add(Tree tree) {
        nodes += tree.size;
        if (nodes > NODES_AT_MOST) {
            throw new ModelRefused("nodes must number at most " + NODES_AT_MOST);
        }
        trees.add(tree);
    }

    /** XGBoost 2 writes a number, 3 an array of one, both as text. */
    private static float baseMargin(String text) {
        String digits = text.startsWith("[") ? text.substring(1, text.length() - 1) : text;
        float score;
        try {
            score = Float.parseFloat(digits);
        } catch (NumberFormatException e) {
            throw new ModelRefused("base_score must be one number, was " + text, e);
        }
        if (!(score > 0 && score < 1)) {
            throw new ModelRefused("base_score must lie between 0 and 1, was " + text);
        }
        // The logit as XGBoost takes it, with the division in float32.
        return (float) -StrictMath.log(1f / score - 1f);
    }

    private Forest flatten(float baseMargin) {
        int[] roots = new int[trees.size()];
        int[] split = new int[nodes];
        float[] value = new float[nodes];
        int[] left = new int[nodes];
        float[] cover = new float[nodes];
        int next = 0;
        for (int tree = 0; tree < roots.length; tree++) {
            roots[tree] = next;
            next = flatten(trees.get(tree), next, split, value, left, cover);
        }
        return new Forest(baseMargin, schema.size(), roots, split, value, left, cover, depth);
    }

    /** Lays one tree out from {@code root}, breadth-first, and returns the position after it. */
    private int flatten(
            Tree tree, int root, int[] split, float[] value, int[] left, float[] cover) {
        int[] queue = new int[tree.size];
        int[] level = new int[tree.size];
        int reached = 1;
        for (int i = 0; i < reached; i++) {
            int node = queue[i];
            int at = root + i;
            value[at] = tree.conditions[node];
            cover[at] = tree.covers[node];
            if (tree.lefts[node] < 0) {
                left[at] = Forest.LEAF;
                continue;
            }
            if (reached + 2 > tree.size) {
                throw new ModelRefused("a tree's children are not a tree");
            }
            left[at] = root + reached;
            split[at] =
                    tree.splits[node] | (tree.defaultLefts[node] == 0 ? 0 : Forest.DEFAULT_LEFT);
            level[reached] = level[i] + 1;
            level[reached + 1] = level[i] + 1;
            depth = Math.max(depth, level[i] + 1);
            queue[reached++] = tree.lefts[node];
            queue[reached++] = tree.rights[node];
        }
        if (depth > DEPTH_AT_MOST) {
            throw new ModelRefused("trees may be " + DEPTH_AT_MOST + " deep, one is " + depth);
        }
        // Nodes that were pruned stay in the file, but nothing leads to them.
        return root + reached;
    }

    private static JsonNode need(JsonNode node, String... path) {
        JsonNode found = node;
        for (String name : path) {
            found = found.path(name);
        }
        if (found.isMissingNode()) {
            throw new ModelRefused("the booster lacks " + String.join(".", path));
        }
        return found;
    }

    private static void same(String name, String actual, String expected) {
        if (!actual.equals(expected)) {
            throw new ModelRefused(name + " must be " + expected + ", was " + actual);
        }
    }

    /** One tree as XGBoost numbers it. */
    private final class Tree {
        final int size;
        final int[] lefts;
        final int[] rights;
        final int[] splits;
        final int[] defaultLefts;
        final float[] conditions;
        final float[] covers;

        Tree(JsonNode tree) {
            size = need(tree, "left_children").size();
            if (size < 1 || size > NODES_AT_MOST) {
                throw new ModelRefused("a tree must have 1 to " + NODES_AT_MOST + " nodes");
            }
            same("size_leaf_vector", leafVector(tree), "1");
            if (!need(tree, "categories").isEmpty()) {
                throw new ModelRefused("categorical splits are not supported");
            }
            for (int type : ints(tree, "split_type")) {
                same("split_type", "" + type, "0");
            }
            lefts = ints(tree, "left_children");
            rights = ints(tree, "right_children");
            splits = ints(tree, "split_indices");
            defaultLefts = ints(tree, "default_left");
            conditions = floats(tree, "split_conditions");
            covers = floats(tree, "sum_hessian");
            for (int node = 0; node < size; node++) {
                check(node);
            }
        }

        private static String leafVector(JsonNode tree) {
            String size = need(tree, "tree_param", "size_leaf_vector").asText();
            return size.equals("0") ? "1" : size;
        }

        private void check(int node) {
            if (lefts[node] == -1 && rights[node] == -1) {
                return;
            }
            boolean children = isChild(lefts[node], node) && isChild(rights[node], node);
            if (!children || splits[node] < 0 || splits[node] >= schema.size()) {
                throw new ModelRefused("node " + node + " has no such child or feature");
            }
            if (!(covers[lefts[node]] > 0 && covers[rights[node]] > 0)) {
                throw new ModelRefused("node " + node + " has a child without cover");
            }
        }

        private boolean isChild(int child, int parent) {
            return child > 0 && child < size && child != parent;
        }

        private int[] ints(JsonNode tree, String name) {
            JsonNode array = array(tree, name);
            int[] values = new int[size];
            for (int i = 0; i < size; i++) {
                if (!array.get(i).canConvertToInt()) {
                    throw new ModelRefused(name + " must hold whole numbers");
                }
                values[i] = array.get(i).intValue();
            }
            return values;
        }

        private float[] floats(JsonNode tree, String name) {
            JsonNode array = array(tree, name);
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                // From the exact decimal to the nearest float, without a detour over double.
                values[i] = array.get(i).isNumber() ? array.get(i).floatValue() : Float.NaN;
                if (!Float.isFinite(values[i])) {
                    throw new ModelRefused(name + " must hold finite numbers");
                }
            }
            return values;
        }

        private JsonNode array(JsonNode tree, String name) {
            JsonNode array = need(tree, name);
            if (array.size() != size) {
                throw new ModelRefused(name + " must have " + size + " entries");
            }
            return array;
        }
    }
}
