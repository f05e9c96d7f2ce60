package dev.sentinel.risk.model;

import dev.sentinel.risk.feature.FeatureSchema;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The model artifact, {@code models/<version>/model.json}: all that is needed to score, to check
 * that scoring is right, and to know where the model comes from.
 *
 * @param version lower-case letters, digits, dots and hyphens, for example {@code
 *     sentra-score-xgb-v1.20180801}
 * @param schema of the vectors it was trained on
 * @param trainedOn which payments
 * @param parameters of the training, by XGBoost's names
 * @param metrics measured on payments after the training window, by name
 * @param booster JSON to the letter as XGBoost writes it: a copy that went through another JSON
 *     library may read 1E0 as 1, which XGBoost refuses to load
 * @param parity rows with expected margins
 */
public record ModelFile(
        String version,
        FeatureSchema schema,
        TrainedOn trainedOn,
        Map<String, String> parameters,
        Map<String, Double> metrics,
        String booster,
        ParityRows parity) {

    private static final Pattern VERSION = Pattern.compile("[a-z0-9](?:[.-]?[a-z0-9]){0,79}");

    public ModelFile {
        if (!isVersion(version)) {
            throw new ModelRefused(
                    "a version is up to 80 lower-case letters, digits, single dots and hyphens, was "
                            + version);
        }
        parameters = Map.copyOf(parameters);
        metrics = Map.copyOf(metrics);
    }

    /** Whether text can name a version at all. */
    public static boolean isVersion(String text) {
        return VERSION.matcher(text).matches();
    }

    /** Parses an artifact; throws {@link ModelRefused} that says what is wrong. */
    public static ModelFile parse(byte[] json) {
        return ModelFileJson.read(json);
    }

    /** The artifact's bytes; the same model gives the same bytes. */
    public byte[] toBytes() {
        return ModelFileJson.write(this);
    }

    /** Metrics in the order of their names. */
    public Map<String, Double> sortedMetrics() {
        return new TreeMap<>(metrics);
    }
}
