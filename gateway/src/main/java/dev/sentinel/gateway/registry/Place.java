package dev.sentinel.gateway.registry;

import org.snakeyaml.engine.v2.nodes.Node;

/** Where something stands: the file and the line, counted from one. */
record Place(String file, int line) {
    /** The node's own file, which in a merged tree is not the same everywhere. */
    static Place of(Node node, String otherwise) {
        return node.getStartMark()
                .map(mark -> new Place(mark.getName(), mark.getLine() + 1))
                .orElseGet(() -> new Place(otherwise, 0));
    }
}
