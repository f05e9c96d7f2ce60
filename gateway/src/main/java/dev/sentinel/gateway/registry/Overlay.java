package dev.sentinel.gateway.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A stage's file over the base file (contract studio §6): mappings merge, texts and lists replace.
 * Every node keeps the place it came from, so that findings name the right file.
 */
final class Overlay {
    private Overlay() {}

    static MappingNode of(MappingNode base, MappingNode over) {
        List<NodeTuple> merged = new ArrayList<>();
        List<NodeTuple> left = new ArrayList<>(over.getValue());
        for (NodeTuple tuple : base.getValue()) {
            Optional<NodeTuple> other =
                    left.stream().filter(top -> sameKey(top, tuple)).findFirst();
            other.ifPresent(left::remove);
            merged.add(other.map(top -> merged(tuple, top)).orElse(tuple));
        }
        // What is left is new, or stands twice, which is refused where mappings are read.
        merged.addAll(left);
        return new MappingNode(
                base.getTag(),
                true,
                merged,
                base.getFlowStyle(),
                base.getStartMark(),
                base.getEndMark());
    }

    private static NodeTuple merged(NodeTuple base, NodeTuple over) {
        if (base.getValueNode() instanceof MappingNode below
                && over.getValueNode() instanceof MappingNode above) {
            return new NodeTuple(over.getKeyNode(), of(below, above));
        }
        return over;
    }

    private static boolean sameKey(NodeTuple one, NodeTuple other) {
        return text(one.getKeyNode()).isPresent()
                && text(one.getKeyNode()).equals(text(other.getKeyNode()));
    }

    private static Optional<String> text(Node key) {
        return key instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty();
    }
}
