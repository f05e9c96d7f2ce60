package dev.sentinel.audit.verify;

import dev.sentinel.audit.sequencer.Tile;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.tree.Hashes;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import dev.sentinel.audit.verify.VerifyStore.RawTile;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The leaf hashes that the tiles of some entries hold, and, after the last full tile, the head.
 * They prove nothing by themselves, but they tell which entry was touched when the root says only
 * that one was.
 */
final class StoredTiles {
    private final long first;
    private final Map<Integer, RawTile> tiles = new HashMap<>();
    private final int fullCount;
    private final byte[] tail;

    /**
     * @param first index of the first entry, at the beginning of a tile
     * @param expected entries that these tiles are for
     * @param tail hashes after the last full tile, if the entries reach as far
     */
    StoredTiles(long first, int expected, List<RawTile> stored, List<Hash> tail) {
        this.first = first;
        this.fullCount = expected / Tile.WIDTH;
        this.tail = expected % Tile.WIDTH == 0 ? new byte[0] : Hashes.row(tail);
        for (RawTile tile : stored) {
            tiles.put((int) (tile.n() - first / Tile.WIDTH), tile);
        }
    }

    /** Why the entry of this slot does not stand where it should, going by its leaf hash. */
    Optional<String> misplaced(int slot, byte[] leaves) {
        int tile = slot / Tile.WIDTH;
        byte[] row = tile < fullCount ? hashes(tile) : tail;
        int at = slot % Tile.WIDTH;
        if (row.length < (at + 1) * Hash.LENGTH || same(row, at, leaves, slot)) {
            return Optional.empty();
        }
        for (int other = 0; other < row.length / Hash.LENGTH; other++) {
            if (same(row, other, leaves, slot)) {
                return Optional.of(
                        "entries were reordered: this one belongs at index "
                                + (first + (long) tile * Tile.WIDTH + other));
            }
        }
        return Optional.of("the entry is not the one that was integrated here");
    }

    /** What is wrong with the tiles themselves, over good leaves. */
    Optional<Broken> fault(int count, List<Hash> roots) {
        for (int tile = 0; tile < count / Tile.WIDTH; tile++) {
            RawTile stored = tiles.get(tile);
            long index = first + (long) tile * Tile.WIDTH;
            if (stored == null || stored.hashes().length != Tile.WIDTH * Hash.LENGTH) {
                return Optional.of(Broken.at(index, "the tile from this index on is missing"));
            }
            if (!Arrays.equals(stored.root(), roots.get(tile).bytes())) {
                return Optional.of(
                        Broken.at(index, "the root of the tile from this index on was altered"));
            }
        }
        if (count % Tile.WIDTH != 0 && tail.length != count % Tile.WIDTH * Hash.LENGTH) {
            return Optional.of(
                    Broken.at(
                            first + (long) fullCount * Tile.WIDTH,
                            "the tile from this index on is missing"));
        }
        return Optional.empty();
    }

    private byte[] hashes(int tile) {
        RawTile stored = tiles.get(tile);
        return stored == null ? new byte[0] : stored.hashes();
    }

    private static boolean same(byte[] row, int position, byte[] leaves, int slot) {
        int at = position * Hash.LENGTH;
        int leaf = slot * Hash.LENGTH;
        return Arrays.equals(row, at, at + Hash.LENGTH, leaves, leaf, leaf + Hash.LENGTH);
    }
}
