package dev.sentinel.audit.sequencer;

import dev.sentinel.audit.tree.Hash;
import java.util.Base64;
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

    /**
     * The proof as a text that others can check offline (C2SP tlog-proof).
     *
     * @param extra what the leaf hash is made of
     */
    public String format(byte[] extra) {
        StringBuilder text = new StringBuilder("c2sp.org/tlog-proof@v1\n");
        text.append("extra ").append(Base64.getEncoder().encodeToString(extra)).append('\n');
        text.append("index ").append(index).append('\n');
        path.forEach(hash -> text.append(hash.base64()).append('\n'));
        return text.append('\n').append(checkpoint).toString();
    }
}
