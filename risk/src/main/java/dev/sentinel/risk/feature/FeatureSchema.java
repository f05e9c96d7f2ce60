package dev.sentinel.risk.feature;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * What a feature vector means: ordered names, a version, and a hash over everything that the values
 * depend on. A model is trained under one schema and refuses vectors of another.
 */
public final class FeatureSchema {
    private final String version;
    private final String definition;
    private final List<String> names;
    private final Map<String, Integer> positions;
    private final String hash;

    /**
     * Names in vector order.
     *
     * @param version names the definition of the features, not only their list
     * @param definition whatever else values depend on (delays, rates), part of the hash
     */
    public FeatureSchema(String version, List<String> names, String definition) {
        if (names.isEmpty() || new HashSet<>(names).size() != names.size()) {
            throw new IllegalArgumentException("feature names must be present and distinct");
        }
        this.version = version;
        this.definition = definition;
        this.names = List.copyOf(names);
        this.positions = new HashMap<>();
        for (String name : this.names) {
            positions.put(name, positions.size());
        }
        String text = version + "\n" + definition + "\n" + String.join("\n", names);
        this.hash = Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** For example {@code sentinel-features-1}. */
    public String version() {
        return version;
    }

    /** What values depend on besides the version, as text. */
    public String definition() {
        return definition;
    }

    /** Names in vector order. */
    public List<String> names() {
        return names;
    }

    /** Number of features. */
    public int size() {
        return names.size();
    }

    /** SHA-256 in hex over version, definition and ordered names. */
    public String hash() {
        return hash;
    }

    /** Whether there is a feature of this name. */
    public boolean has(String name) {
        return positions.containsKey(name);
    }

    /** Position of a name; throws {@link IllegalArgumentException} if there is none. */
    public int indexOf(String name) {
        Integer position = positions.get(name);
        if (position == null) {
            throw new IllegalArgumentException("schema " + version + " has no feature " + name);
        }
        return position;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FeatureSchema that && hash.equals(that.hash);
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }

    @Override
    public String toString() {
        return version + " (" + names.size() + " features, " + hash.substring(0, 12) + ")";
    }
}
