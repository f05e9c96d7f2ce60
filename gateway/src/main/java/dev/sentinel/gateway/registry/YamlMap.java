package dev.sentinel.gateway.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One mapping of a YAML file, read strictly: every wrong value becomes a {@link Finding} with its
 * line, and {@link #refuseUnknown()} refuses each key that nobody asked for, naming the nearest one
 * that exists. Text values expand {@code ${NAME:default}} from the environment.
 */
final class YamlMap {
    private static final Pattern VARIABLE =
            Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?}");
    private static final int LONGEST_TEXT = 2048;

    private final YamlFile file;
    private final Place place;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Place> keyPlaces = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();

    YamlMap(YamlFile file, MappingNode node) {
        this.file = file;
        this.place = file.placeOf(node);
        for (NodeTuple tuple : node.getValue()) {
            Place keyPlace = file.placeOf(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                file.refuse(keyPlace, "a key must be plain text");
                continue;
            }
            if (values.put(key.getValue(), tuple.getValueNode()) != null) {
                file.refuse(keyPlace, "key '" + key.getValue() + "' stands here twice");
            }
            keyPlaces.put(key.getValue(), keyPlace);
        }
    }

    void refuse(String message) {
        file.refuse(place, message);
    }

    void refuse(String key, String message) {
        file.refuse(keyPlaces.getOrDefault(key, place), "'" + key + "' " + message);
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    Optional<String> text(String key) {
        asked.add(key);
        Node value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof ScalarNode scalar) || scalar.getValue().length() > LONGEST_TEXT) {
            refuse(key, "must be a text of at most " + LONGEST_TEXT + " characters");
            return Optional.empty();
        }
        return expanded(key, scalar.getValue());
    }

    String requiredText(String key, String example) {
        Optional<String> text = text(key);
        if (text.isEmpty() && !has(key)) {
            refuse("'" + key + "' is missing, for example " + key + ": " + example);
        }
        return text.orElse(example);
    }

    long number(String key, long least, long most, long otherwise) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Refused below with the same words as a number beyond its limits.
        }
        refuse(
                key,
                "is '" + text.get() + "': a whole number " + least + " to " + most + " is right");
        return otherwise;
    }

    boolean flag(String key, boolean otherwise) {
        String text = text(key).orElse(Boolean.toString(otherwise));
        if (!text.equals("true") && !text.equals("false")) {
            refuse(key, "is '" + text + "': true or false is right");
        }
        return text.equals("true");
    }

    <E extends Enum<E>> Optional<E> choice(String key, Class<E> type) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String word = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (word.equals(text.get())) {
                return Optional.of(constant);
            }
            words.add(word);
        }
        refuse(key, "is '" + text.get() + "': one of " + String.join(", ", words) + " is right");
        return Optional.empty();
    }

    Optional<YamlMap> map(String key) {
        asked.add(key);
        Node value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof MappingNode mapping) {
            return Optional.of(new YamlMap(file, mapping));
        }
        refuse(key, "must be a mapping");
        return Optional.empty();
    }

    /** The mappings below a key, by name: {@code services: {risk: {…}}}. */
    Map<String, YamlMap> named(String key) {
        Map<String, YamlMap> found = new LinkedHashMap<>();
        map(key).ifPresent(map -> {
            for (String name : map.values.keySet()) {
                map.map(name).ifPresent(value -> found.put(name, value));
            }
        });
        return found;
    }

    /** The texts below a key, by name: {@code fields: {total: /total}}. */
    Map<String, String> texts(String key) {
        Map<String, String> found = new LinkedHashMap<>();
        map(key).ifPresent(map -> {
            for (String name : map.values.keySet()) {
                map.text(name).ifPresent(value -> found.put(name, value));
            }
        });
        return found;
    }

    List<YamlMap> list(String key, int longest) {
        asked.add(key);
        Node value = values.get(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof SequenceNode sequence) || sequence.getValue().size() > longest) {
            refuse(key, "must be a list of at most " + longest + " mappings");
            return List.of();
        }
        List<YamlMap> found = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            if (item instanceof MappingNode mapping) {
                found.add(new YamlMap(file, mapping));
            } else {
                file.refuse(file.placeOf(item), "an entry of '" + key + "' must be a mapping");
            }
        }
        return found;
    }

    /** To be called when everything known was asked for: what is left is a mistake. */
    void refuseUnknown() {
        for (String key : values.keySet()) {
            if (!asked.contains(key)) {
                String nearest =
                        Nearest.to(key, asked).map(k -> "; did you mean '" + k + "'?").orElse("");
                refuse(key, "is not a key of the registry" + nearest);
            }
        }
    }

    private Optional<String> expanded(String key, String raw) {
        if (!raw.contains("${")) {
            return Optional.of(raw);
        }
        Matcher variable = VARIABLE.matcher(raw);
        StringBuilder text = new StringBuilder();
        int end = 0;
        while (variable.find()) {
            text.append(raw, end, variable.start());
            end = variable.end();
            Optional<String> value = file.environment(variable.group(1));
            if (value.isEmpty() && variable.group(2) == null) {
                refuse(key, "needs the variable " + variable.group(1) + ", which is not set");
                return Optional.empty();
            }
            text.append(value.orElseGet(() -> variable.group(2)));
        }
        text.append(raw, end, raw.length());
        return Optional.of(text.toString());
    }
}
