package dev.sentinel.audit.sequencer;

import dev.sentinel.audit.tree.Hash;
import java.util.List;

/**
 * That an event is in the log (RFC 9162 §2.1.3).
 *
 * @param index where it stands
 * @param leaf its leaf hash
 * @param path from the leaf to the root
 * @param checkpoint the signed note whose root the path leads to
 */
public record InclusionProof(long index, long size, Hash leaf, List<Hash> path, String checkpoint) {
    public InclusionProof {
        path = List.copyOf(path);
    }
}
