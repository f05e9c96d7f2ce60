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

/** One YAML file being read, with all that was found wrong in it so far. */
final class YamlFile {
    private static final int LONGEST_FILE = 1 << 20;

    private final String name;
    private final Function<String, Optional<String>> environment;
    private final List<Finding> findings = new ArrayList<>();

    YamlFile(String name, Function<String, Optional<String>> environment) {
        this.name = name;
        this.environment = environment;
    }

    /** The mapping at the top of the file; empty, with a finding, when the text is not YAML. */
    Optional<YamlMap> parse(String text) {
        LoadSettings settings =
                LoadSettings.builder().setLabel(name).setCodePointLimit(LONGEST_FILE).build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isPresent() && root.get() instanceof MappingNode mapping) {
                return Optional.of(new YamlMap(this, mapping));
            }
            refuse(1, "the file must be a mapping that begins with 'version: 1'");
        } catch (MarkedYamlEngineException broken) {
            int line = broken.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            refuse(line, "not YAML: " + broken.getProblem());
        } catch (YamlEngineException broken) {
            refuse(1, "not YAML: " + broken.getMessage());
        }
        return Optional.empty();
    }

    void refuse(int line, String message) {
        findings.add(new Finding(name, line, message));
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    Optional<String> environment(String variable) {
        return environment.apply(variable);
    }

    static int lineOf(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
