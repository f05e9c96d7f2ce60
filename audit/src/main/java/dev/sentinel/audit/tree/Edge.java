package dev.sentinel.audit.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * The right edge of a growing tree: the roots of its perfect subtrees, the largest first. It is all
 * that is needed to append a leaf and to know the root; its length is the number of ones in the
 * size. Not safe for threads.
 */
public final class Edge {
    private long size;
    private final List<Hash> roots;

    private Edge(long size, List<Hash> roots) {
        if (roots.size() != Long.bitCount(size)) {
            throw new IllegalArgumentException(
                    "a tree of " + size + " has no edge of " + roots.size());
        }
        this.size = size;
        this.roots = new ArrayList<>(roots);
    }

    public static Edge empty() {
        return new Edge(0, List.of());
    }

    /** The edge that a tree of this size was left with. */
    public static Edge of(long size, List<Hash> roots) {
        return new Edge(size, roots);
    }

    public void append(Hash leaf) {
        append(leaf, 0);
    }

    /**
     * Appends two to the power {@code level} leaves at once, of which the root is known. The size
     * must be a multiple of their number.
     */
    public void append(Hash root, int level) {
        if (size >>> level << level != size) {
            throw new IllegalArgumentException(
                    "a subtree of level %d does not begin at %d".formatted(level, size));
        }
        roots.add(root);
        // Each trailing one of the old size is a perfect subtree that this one completes a pair of.
        for (long bits = size >>> level; (bits & 1) == 1; bits >>>= 1) {
            Hash right = roots.removeLast();
            roots.add(Hash.node(roots.removeLast(), right));
        }
        size += 1L << level;
    }

    public long size() {
        return size;
    }

    public List<Hash> roots() {
        return List.copyOf(roots);
    }

    /** The root of the whole tree (RFC 9162 §2.1.1). */
    public Hash root() {
        if (roots.isEmpty()) {
            return Hash.emptyTree();
        }
        Hash root = roots.getLast();
        for (int i = roots.size() - 2; i >= 0; i--) {
            root = Hash.node(roots.get(i), root);
        }
        return root;
    }
}
