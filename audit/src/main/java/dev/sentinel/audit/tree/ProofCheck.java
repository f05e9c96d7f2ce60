package dev.sentinel.audit.tree;

import java.util.Iterator;
import java.util.List;

/** Checks proofs, step by step as RFC 9162 §2.1.3.2 and §2.1.4.2 write it. */
public final class ProofCheck {
    private ProofCheck() {}

    /**
     * Whether the path proves that this leaf stands at {@code index} of the tree with this root.
     */
    public static boolean included(Hash leaf, long index, long size, List<Hash> path, Hash root) {
        if (index < 0 || index >= size) {
            return false;
        }
        long position = index;
        long last = size - 1;
        Hash reached = leaf;
        for (Hash sibling : path) {
            if (last == 0) {
                return false;
            }
            if ((position & 1) == 1 || position == last) {
                reached = Hash.node(sibling, reached);
                while (position != 0 && (position & 1) == 0) {
                    position >>>= 1;
                    last >>>= 1;
                }
            } else {
                reached = Hash.node(reached, sibling);
            }
            position >>>= 1;
            last >>>= 1;
        }
        return last == 0 && reached.equals(root);
    }

    /** Whether the proof shows that the older tree is a beginning of the newer one. */
    public static boolean consistent(
            long older, Hash olderRoot, long size, Hash root, List<Hash> proof) {
        if (older < 1 || older > size) {
            return false;
        }
        if (older == size) {
            return proof.isEmpty() && olderRoot.equals(root);
        }
        boolean olderIsPerfect = Long.bitCount(older) == 1;
        Iterator<Hash> steps = proof.iterator();
        if (!olderIsPerfect && !steps.hasNext()) {
            return false;
        }
        Hash reached = olderIsPerfect ? olderRoot : steps.next();
        Hash olderReached = reached;
        long position = older - 1;
        long last = size - 1;
        while ((position & 1) == 1) {
            position >>>= 1;
            last >>>= 1;
        }
        while (steps.hasNext()) {
            Hash step = steps.next();
            if (last == 0) {
                return false;
            }
            if ((position & 1) == 1 || position == last) {
                olderReached = Hash.node(step, olderReached);
                reached = Hash.node(step, reached);
                while (position != 0 && (position & 1) == 0) {
                    position >>>= 1;
                    last >>>= 1;
                }
            } else {
                reached = Hash.node(reached, step);
            }
            position >>>= 1;
            last >>>= 1;
        }
        return last == 0 && olderReached.equals(olderRoot) && reached.equals(root);
    }
}
