package dev.sentinel.risk;

import dev.sentinel.risk.feature.FeatureConfig;
import dev.sentinel.risk.model.ModelRegistry;

/**
 * What the risk role can be told.
 *
 * @param activeModelKey of the pointer in the object store ({@code SENTRA_ACTIVE_MODEL_KEY})
 * @param llmVersion named in answers (contract §3.3); {@code none} while no enrichment runs
 */
public record RiskConfig(FeatureConfig features, String activeModelKey, String llmVersion) {

    /** The usual pointer, no enrichment. */
    public static RiskConfig standard() {
        return new RiskConfig(FeatureConfig.standard(), ModelRegistry.POINTER, "none");
    }
}
