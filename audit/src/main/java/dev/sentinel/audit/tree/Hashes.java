package dev.sentinel.audit.tree;

import java.util.ArrayList;
import java.util.List;

/** Rows of hashes as the tables and the tiles hold them: 32 bytes each, one after the other. */
public final class Hashes {
    private Hashes() {}

    public static byte[] row(List<Hash> hashes) {
        byte[] row = new byte[hashes.size() * Hash.LENGTH];
        for (int i = 0; i < hashes.size(); i++) {
            hashes.get(i).copyInto(row, i);
        }
        return row;
    }

    public static List<Hash> list(byte[] row) {
        if (row.length % Hash.LENGTH != 0) {
            throw new IllegalArgumentException(row.length + " bytes are no row of hashes");
        }
        List<Hash> hashes = new ArrayList<>(row.length / Hash.LENGTH);
        for (int i = 0; i < row.length / Hash.LENGTH; i++) {
            hashes.add(Hash.at(row, i));
        }
        return List.copyOf(hashes);
    }

    /** The root over a power of two of hashes. */
    public static Hash root(List<Hash> hashes) {
        if (Integer.bitCount(hashes.size()) != 1) {
            throw new IllegalArgumentException(hashes.size() + " is not a power of two");
        }
        List<Hash> level = hashes;
        while (level.size() > 1) {
            List<Hash> above = new ArrayList<>(level.size() / 2);
            for (int i = 0; i < level.size(); i += 2) {
                above.add(Hash.node(level.get(i), level.get(i + 1)));
            }
            level = above;
        }
        return level.getFirst();
    }
}
