package dev.sentinel.audit.sequencer;

import dev.sentinel.audit.tree.Edge;
import dev.sentinel.audit.tree.Hash;
import java.time.Instant;
import java.util.List;

/**
 * Where the tree ends.
 *
 * @param snapshot PostgreSQL's text of the transactions whose events are integrated: all that it
 *     sees
 * @param edge roots of the perfect subtrees
 * @param tail leaf hashes after the last full tile, fewer than 256
 * @param note the signed checkpoint of this size
 */
public record Head(
        long size,
        String snapshot,
        List<Hash> edge,
        List<Hash> tail,
        String note,
        Instant signedAt) {
    public Head {
        edge = List.copyOf(edge);
        tail = List.copyOf(tail);
    }

    Edge toEdge() {
        return Edge.of(size, edge);
    }
}
