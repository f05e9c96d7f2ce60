package dev.sentinel.gateway.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** One registry being read, from one file or two, with all that was found wrong in it so far. */
final class YamlFile {
    private static final int LONGEST_FILE = 1 << 20;

    private final String name;
    private final Function<String, Optional<String>> environment;
    private final List<Finding> findings = new ArrayList<>();

    YamlFile(String name, Function<String, Optional<String>> environment) {
        this.name = name;
        this.environment = environment;
    }

    /** The mapping at the top of a file; empty, with a finding, when the text is not YAML. */
    Optional<MappingNode> parse(String text, String label) {
        LoadSettings settings =
                LoadSettings.builder().setLabel(label).setCodePointLimit(LONGEST_FILE).build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isPresent() && root.get() instanceof MappingNode mapping) {
                return Optional.of(mapping);
            }
            refuse(new Place(label, 1), "the file must be a mapping that begins with 'version: 1'");
        } catch (MarkedYamlEngineException broken) {
            int line = broken.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            refuse(new Place(label, line), "not YAML: " + broken.getProblem());
        } catch (YamlEngineException broken) {
            refuse(new Place(label, 1), "not YAML: " + broken.getMessage());
        }
        return Optional.empty();
    }

    void refuse(Place place, String message) {
        findings.add(new Finding(place.file(), place.line(), message));
    }

    Place placeOf(Node node) {
        return Place.of(node, name);
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    Optional<String> environment(String variable) {
        return environment.apply(variable);
    }
}
