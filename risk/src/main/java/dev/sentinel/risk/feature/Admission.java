package dev.sentinel.risk.feature;

import java.util.OptionalLong;

/**
 * A payment's features and its place in history.
 *
 * @param vector features before the payment counted
 * @param sequence place in the one order of all changes, which a replay follows; empty if the id
 *     was counted before
 */
public record Admission(FeatureVector vector, OptionalLong sequence) {}
