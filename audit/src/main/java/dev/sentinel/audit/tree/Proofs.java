package dev.sentinel.audit.tree;

import java.util.ArrayList;
import java.util.List;

/** Makes inclusion proofs (RFC 9162 §2.1.3.1) and consistency proofs (§2.1.4.1). */
public final class Proofs {
    private Proofs() {}

    /**
     * The path that proves the leaf {@code index} of a tree of {@code size} leaves, lowest first.
     */
    public static List<Hash> inclusion(long index, long size, Nodes nodes) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("a tree of " + size + " has no leaf " + index);
        }
        List<Hash> path = new ArrayList<>();
        long start = 0;
        long end = size;
        while (end - start > 1) {
            long middle = start + split(end - start);
            if (index < middle) {
                path.add(root(middle, end, nodes));
                end = middle;
            } else {
                path.add(root(start, middle, nodes));
                start = middle;
            }
        }
        return path.reversed();
    }

    /**
     * The proof that the tree of {@code older} leaves is a beginning of the one of {@code size}.
     */
    public static List<Hash> consistency(long older, long size, Nodes nodes) {
        if (older < 1 || older > size) {
            throw new IllegalArgumentException(
                    "no consistency proof from " + older + " to " + size);
        }
        List<Hash> proof = new ArrayList<>();
        long start = 0;
        long end = size;
        // Walks down to the older tree's last leaf; what lies beside the way is the proof.
        while (older != end) {
            long middle = start + split(end - start);
            if (older <= middle) {
                proof.add(root(middle, end, nodes));
                end = middle;
            } else {
                proof.add(root(start, middle, nodes));
                start = middle;
            }
        }
        // The older root itself is known to who asks, unless the walk left the first leaf.
        if (start > 0) {
            proof.add(root(start, end, nodes));
        }
        return proof.reversed();
    }

    /** The root over the leaves from {@code start} to {@code end}, exclusive. */
    public static Hash root(long start, long end, Nodes nodes) {
        long count = end - start;
        if (Long.bitCount(count) == 1) {
            int level = Long.numberOfTrailingZeros(count);
            return nodes.at(level, start >>> level);
        }
        long middle = start + split(count);
        return Hash.node(root(start, middle, nodes), root(middle, end, nodes));
    }

    /** The largest power of two below {@code count}. */
    private static long split(long count) {
        return Long.highestOneBit(count - 1);
    }
}
