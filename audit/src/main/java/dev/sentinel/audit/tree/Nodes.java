package dev.sentinel.audit.tree;

/** Where the hashes of perfect subtrees come from. */
@FunctionalInterface
public interface Nodes {
    /**
     * The root of the perfect subtree over the leaves {@code index << level} to {@code (index + 1)
     * << level}, exclusive. Asked only for subtrees that lie wholly inside the tree.
     */
    Hash at(int level, long index);
}
