package dev.sentinel.audit.sequencer;

import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.tree.Hashes;
import java.util.List;

/**
 * A full tile (C2SP tlog-tiles): 256 hashes side by side.
 *
 * @param level 0 holds leaf hashes, each further level the roots of 256 tiles below
 * @param n which tile of the level, from 0
 */
public record Tile(int level, long n, List<Hash> hashes) {
    /** Hashes in a full tile. */
    public static final int WIDTH = 256;

    /** Levels of the tree that one level of tiles spans: 2 to the 8 is 256. */
    public static final int HEIGHT = 8;

    public Tile {
        hashes = List.copyOf(hashes);
        if (hashes.size() != WIDTH) {
            throw new IllegalArgumentException("a full tile has 256 hashes, not " + hashes.size());
        }
    }

    /** The root over the tile: one hash of the level above. */
    public Hash root() {
        return Hashes.root(hashes);
    }
}
