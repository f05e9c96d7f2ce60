package dev.sentinel.risk.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.risk.feature.FeatureSchema;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The artifact's format, {@value #FORMAT}. */
final class ModelFileJson {
    static final String FORMAT = "sentinel-model-1";

    private ModelFileJson() {}

    static ModelFile read(byte[] json) {
        JsonNode root;
        try {
            root = Json.read(json);
        } catch (JsonProcessingException e) {
            throw new ModelRefused("the model file is not JSON, or more than one value", e);
        }
        if (!text(root, "format").equals(FORMAT)) {
            throw new ModelRefused("format must be " + FORMAT);
        }
        try {
            return new ModelFile(
                    text(root, "version"),
                    schema(need(root, "feature_schema")),
                    trainedOn(need(root, "trained_on")),
                    texts(need(root, "parameters")),
                    numbers(need(root, "metrics")),
                    text(root, "booster"),
                    parity(need(root, "parity")));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new ModelRefused("the model file is inconsistent: " + e.getMessage(), e);
        }
    }

    static byte[] write(ModelFile file) {
        ObjectNode root = Json.mapper().createObjectNode();
        root.put("format", FORMAT).put("version", file.version());
        ObjectNode schema = root.putObject("feature_schema");
        schema.put("version", file.schema().version()).put("hash", file.schema().hash());
        schema.put("definition", file.schema().definition());
        file.schema().names().forEach(schema.putArray("names")::add);
        TrainedOn trainedOn = file.trainedOn();
        root.putObject("trained_on")
                .put("from", trainedOn.from().toString())
                .put("to", trainedOn.to().toString())
                .put("label_delay", trainedOn.labelDelay().toString())
                .put("rows", trainedOn.rows())
                .put("frauds", trainedOn.frauds());
        new TreeMap<>(file.parameters()).forEach(root.putObject("parameters")::put);
        file.sortedMetrics().forEach(root.putObject("metrics")::put);
        parity(file.parity(), root.putObject("parity"));
        root.put("booster", file.booster());
        return Json.write(root);
    }

    private static FeatureSchema schema(JsonNode node) {
        List<String> names = new ArrayList<>();
        need(node, "names").forEach(name -> names.add(name.asText()));
        var schema = new FeatureSchema(text(node, "version"), names, text(node, "definition"));
        if (!schema.hash().equals(text(node, "hash"))) {
            throw new ModelRefused("the feature schema does not have the hash beside it");
        }
        return schema;
    }

    private static TrainedOn trainedOn(JsonNode node) {
        return new TrainedOn(
                Instant.parse(text(node, "from")),
                Instant.parse(text(node, "to")),
                Duration.parse(text(node, "label_delay")),
                need(node, "rows").asInt(),
                need(node, "frauds").asInt());
    }

    private static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new TreeMap<>();
        node.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    private static Map<String, Double> numbers(JsonNode node) {
        Map<String, Double> numbers = new TreeMap<>();
        node.properties()
                .forEach(entry -> numbers.put(entry.getKey(), entry.getValue().asDouble()));
        return numbers;
    }

    private static ParityRows parity(JsonNode node) {
        JsonNode list = need(node, "rows");
        float[][] rows = new float[list.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = floats(list.get(i));
        }
        return new ParityRows(rows, floats(need(node, "margins")));
    }

    private static void parity(ParityRows parity, ObjectNode node) {
        ArrayNode margins = node.putArray("margins");
        ArrayNode rows = node.putArray("rows");
        for (int i = 0; i < parity.size(); i++) {
            margins.add(parity.margin(i));
            ArrayNode row = rows.addArray();
            for (float value : parity.row(i)) {
                // JSON has no NaN: a value that is not known is null.
                row.add(Float.isNaN(value) ? null : (Float) value);
            }
        }
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            JsonNode value = array.get(i);
            if (!value.isNumber() && !value.isNull()) {
                throw new ModelRefused("parity rows hold numbers and nulls, found " + value);
            }
            values[i] = value.isNull() ? Float.NaN : value.floatValue();
        }
        return values;
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = need(node, name);
        if (!value.isTextual()) {
            throw new ModelRefused(name + " must be text");
        }
        return value.textValue();
    }

    private static JsonNode need(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode()) {
            throw new ModelRefused("the model file lacks " + name);
        }
        return value;
    }
}
