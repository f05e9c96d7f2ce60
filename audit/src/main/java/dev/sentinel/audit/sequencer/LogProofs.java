package dev.sentinel.audit.sequencer;

import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.tree.Hashes;
import dev.sentinel.audit.tree.Nodes;
import dev.sentinel.audit.tree.Proofs;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What the log shows to those who do not trust it: its checkpoint, its tiles and proofs. */
public final class LogProofs {
    private final Database database;
    private final TreeStore store = new TreeStore();

    public LogProofs(Database database) {
        this.database = database;
    }

    /** The newest signed checkpoint, once the log has been begun. */
    public Optional<String> checkpoint() {
        return database.read(tx -> store.head(tx).map(Head::note));
    }

    /** Number of integrated events. */
    public long size() {
        return database.read(tx -> store.head(tx).map(Head::size).orElse(0L));
    }

    /** The proof that this event is in the log, once it is integrated. */
    public Optional<InclusionProof> inclusion(UUID event) {
        return database.read(tx -> {
            Optional<Head> head = store.head(tx);
            Optional<Long> found = store.indexOf(tx, event);
            if (head.isEmpty() || found.isEmpty() || found.get() >= head.get().size()) {
                return Optional.empty();
            }
            long index = found.get();
            long size = head.get().size();
            return Optional.of(
                    new InclusionProof(
                            index,
                            size,
                            store.leafHashes(tx, index, 1).getFirst(),
                            Proofs.inclusion(index, size, nodes(tx)),
                            head.get().note()));
        });
    }

    /**
     * The proof that the log of {@code older} entries is a beginning of the one of {@code newer};
     * none when there are no such sizes.
     */
    public Optional<List<Hash>> consistency(long older, long newer) {
        return database.read(tx -> {
            long size = store.head(tx).map(Head::size).orElse(0L);
            if (older < 1 || older > newer || newer > size) {
                return Optional.empty();
            }
            return Optional.of(Proofs.consistency(older, newer, nodes(tx)));
        });
    }

    /**
     * The bytes of a tile (C2SP tlog-tiles): {@code width} hashes, 256 for a full one. None when
     * the log is not that large yet.
     */
    public Optional<byte[]> tile(int level, long n, int width) {
        if (level < 0 || level > 7 || n < 0 || width < 1 || width > Tile.WIDTH) {
            return Optional.empty();
        }
        return database.read(tx -> {
            long size = store.head(tx).map(Head::size).orElse(0L);
            long hashesAtLevel = size >>> (level * Tile.HEIGHT);
            if (n > hashesAtLevel / Tile.WIDTH || n * Tile.WIDTH + width > hashesAtLevel) {
                return Optional.empty();
            }
            List<Hash> hashes = hashes(tx, level, n);
            return Optional.of(Hashes.row(hashes.subList(0, width)));
        });
    }

    private Nodes nodes(Tx tx) {
        Map<List<Long>, List<Hash>> read = new HashMap<>();
        return (level, index) -> {
            int tileLevel = level / Tile.HEIGHT;
            int height = level % Tile.HEIGHT;
            long first = index << height;
            long n = first / Tile.WIDTH;
            List<Hash> tile =
                    read.computeIfAbsent(
                            List.of((long) tileLevel, n), _ -> hashes(tx, tileLevel, n));
            int from = (int) (first % Tile.WIDTH);
            return Hashes.root(tile.subList(from, from + (1 << height)));
        };
    }

    /** A full tile, or what there is of the last one of a level. */
    private List<Hash> hashes(Tx tx, int level, long n) {
        return store.tile(tx, level, n)
                .map(Tile::hashes)
                .orElseGet(() ->
                        level == 0
                                ? store.leafHashes(tx, n * Tile.WIDTH, Tile.WIDTH)
                                : store.tileRoots(tx, level - 1, n * Tile.WIDTH, Tile.WIDTH));
    }
}
