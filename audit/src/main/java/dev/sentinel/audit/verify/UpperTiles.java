package dev.sentinel.audit.verify;

import dev.sentinel.audit.sequencer.Tile;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.tree.Hashes;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Follows full tiles upwards: each tile that they complete must hold what lies below it. */
final class UpperTiles {
    private final Reader reader;

    /** Roots of full tiles, by level, that no tile of the level above holds yet. */
    private final List<List<Hash>> open = new ArrayList<>();

    private long tiles;

    /** Where tiles above the leaves are read. */
    interface Reader {
        /** The hashes of a full tile. */
        Optional<byte[]> tile(int level, long n);
    }

    UpperTiles(Reader reader) {
        this.reader = reader;
    }

    /** Goes on with the tiles of these entries. */
    Optional<Broken> add(Checked checked) {
        for (Hash root : checked.roots()) {
            Optional<Broken> fault = climb(root, tiles++);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private Optional<Broken> climb(Hash full, long n) {
        Hash root = full;
        long done = n + 1;
        for (int level = 0; ; level++) {
            if (open.size() == level) {
                open.add(new ArrayList<>());
            }
            List<Hash> roots = open.get(level);
            roots.add(root);
            if (roots.size() < Tile.WIDTH) {
                return Optional.empty();
            }
            done /= Tile.WIDTH;
            byte[] expected = Hashes.row(roots);
            if (reader.tile(level + 1, done - 1)
                    .filter(stored -> Arrays.equals(stored, expected))
                    .isEmpty()) {
                return Optional.of(
                        Broken.of(
                                "tile %d of level %d is missing or altered"
                                        .formatted(done - 1, level + 1)));
            }
            roots.clear();
            root = Hash.root(expected, 0, Tile.WIDTH);
        }
    }
}
