package dev.sentinel.audit.verify;

import dev.sentinel.audit.sequencer.Head;
import dev.sentinel.audit.sequencer.Tile;
import dev.sentinel.audit.sequencer.TreeStore;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import dev.sentinel.base.sql.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The hashes that the tiles and the head hold beside the leaves. They prove nothing by themselves,
 * but they tell which entry was touched when the root alone says only that one was.
 */
final class StoredHashes {
    private final TreeStore store;
    private final Head head;

    /** Roots of full tiles, by level, that no tile of the level above holds yet. */
    private final List<List<Hash>> open = new ArrayList<>();

    StoredHashes(TreeStore store, Head head) {
        this.store = store;
        this.head = head;
    }

    /** The leaf hashes of the tile that begins at this index, fewer than 256 at the end. */
    Optional<List<Hash>> tileFrom(Tx tx, long index) {
        if (head.size() - index >= Tile.WIDTH) {
            return store.tile(tx, 0, index / Tile.WIDTH).map(Tile::hashes);
        }
        boolean whole = head.tail().size() == head.size() - index;
        return whole ? Optional.of(head.tail()) : Optional.empty();
    }

    /**
     * Follows a full tile of level 0 upwards: each tile it completes must hold what lies below it.
     */
    Optional<Broken> climb(Tx tx, List<Hash> full, long n) {
        Hash root = new Tile(0, n, full).root();
        long tiles = n + 1;
        for (int level = 0; ; level++) {
            if (open.size() == level) {
                open.add(new ArrayList<>());
            }
            List<Hash> roots = open.get(level);
            roots.add(root);
            if (roots.size() < Tile.WIDTH) {
                return Optional.empty();
            }
            tiles /= Tile.WIDTH;
            Tile above = new Tile(level + 1, tiles - 1, roots);
            if (!store.tile(tx, level + 1, tiles - 1).equals(Optional.of(above))) {
                return Optional.of(
                        Broken.of(
                                "tile %d of level %d is missing or altered"
                                        .formatted(tiles - 1, level + 1)));
            }
            roots.clear();
            root = above.root();
        }
    }
}
