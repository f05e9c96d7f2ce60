package dev.sentinel.audit.sequencer;

import dev.sentinel.audit.tree.Edge;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.base.sql.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The tree while a transaction adds leaves to it: its edge, and the tiles that become full. */
final class Growth {
    private final TreeStore store;
    private final Edge edge;
    private final List<Hash> tail;
    private Instant oldest = Instant.MAX;

    Growth(TreeStore store, Head head) {
        this.store = store;
        this.edge = head.toEdge();
        this.tail = new ArrayList<>(head.tail());
    }

    long size() {
        return edge.size();
    }

    Edge edge() {
        return edge;
    }

    /** When the oldest of the added events was taken. */
    Instant oldest() {
        return oldest;
    }

    void note(Instant at) {
        oldest = at.isBefore(oldest) ? at : oldest;
    }

    List<Hash> tail() {
        return tail;
    }

    void add(Tx tx, Hash leaf) {
        edge.append(leaf);
        tail.add(leaf);
        if (tail.size() == Tile.WIDTH) {
            addTiles(tx, new Tile(0, edge.size() / Tile.WIDTH - 1, tail));
            tail.clear();
        }
    }

    /** A full tile may be the last that the tile above it lacked, and so on upwards. */
    private void addTiles(Tx tx, Tile full) {
        Tile tile = full;
        store.addTile(tx, tile);
        while ((tile.n() + 1) % Tile.WIDTH == 0) {
            long first = tile.n() + 1 - Tile.WIDTH;
            tile =
                    new Tile(
                            tile.level() + 1,
                            first / Tile.WIDTH,
                            store.tileRoots(tx, tile.level(), first, Tile.WIDTH));
            store.addTile(tx, tile);
        }
    }
}
