package dev.sentinel.audit.sequencer;

import dev.sentinel.audit.log.EventRow;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.tree.Hashes;
import dev.sentinel.audit.tree.Nodes;
import dev.sentinel.audit.tree.Proofs;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What the log shows to those who do not trust it: its checkpoint, its tiles and proofs. */
public final class LogProofs {
    /** No tile number is larger: its end must be a number too. */
    private static final long LAST_TILE = Long.MAX_VALUE / Tile.WIDTH - 1;

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
        return database.read(this::size);
    }

    /** The integrated events of these indexes, in order. */
    public List<EventRow> events(long first, int count) {
        return database.read(tx -> store.events(tx, first, Math.clamp(size(tx) - first, 0, count)));
    }

    /** The proof that this event is in the log, once it is integrated. */
    public Optional<InclusionProof> inclusion(UUID event) {
        return proven(event).map(ProvenEntry::proof);
    }

    /** The event and its proof, once it is integrated. */
    public Optional<ProvenEntry> proven(UUID event) {
        return database.read(tx -> {
            Optional<Head> head = store.head(tx);
            Optional<Long> index = store.indexOf(tx, event);
            if (head.isEmpty() || index.isEmpty() || index.get() >= head.get().size()) {
                return Optional.empty();
            }
            return store.events(tx, index.get(), 1).stream()
                    .findFirst()
                    .map(row ->
                            new ProvenEntry(
                                    row,
                                    inclusion(
                                            tx,
                                            index.get(),
                                            head.get().size(),
                                            head.get().note())));
        });
    }

    /**
     * The proof that the log of {@code older} entries is a beginning of the one of {@code newer};
     * none when there are no such sizes.
     */
    public Optional<List<Hash>> consistency(long older, long newer) {
        return database.read(tx -> {
            if (older < 1 || older > newer || newer > size(tx)) {
                return Optional.empty();
            }
            return Optional.of(Proofs.consistency(older, newer, nodes(tx)));
        });
    }

    /** The root over the first entries; this many there must be. */
    public Hash root(long size) {
        return size == 0 ? Hash.emptyTree() : database.read(tx -> Proofs.root(0, size, nodes(tx)));
    }

    /**
     * The bytes of a tile (C2SP tlog-tiles): {@code width} hashes, 256 for a full one. None when
     * the log is not that large yet.
     */
    public Optional<byte[]> tile(int level, long n, int width) {
        if (level < 0 || level > 7 || !isTile(n, width)) {
            return Optional.empty();
        }
        return database.read(tx -> {
            if (n * Tile.WIDTH + width > size(tx) >>> (level * Tile.HEIGHT)) {
                return Optional.empty();
            }
            List<Hash> hashes = hashes(tx, level, n);
            return Optional.of(Hashes.row(hashes.subList(0, width)));
        });
    }

    /**
     * The bytes of an entry bundle (C2SP tlog-tiles): {@code width} entries, each after its length
     * in two bytes. None when the log is not that large yet.
     *
     * @throws IllegalStateException when events are missing that were integrated
     */
    public Optional<byte[]> entries(long n, int width) {
        if (!isTile(n, width)) {
            return Optional.empty();
        }
        return database.read(tx -> {
            if (n * Tile.WIDTH + width > size(tx)) {
                return Optional.empty();
            }
            List<EventRow> events = store.events(tx, n * Tile.WIDTH, width);
            if (events.size() != width) {
                throw new IllegalStateException(
                        "events of entry bundle %d are missing: verify the log".formatted(n));
            }
            return Optional.of(bundle(events));
        });
    }

    private static boolean isTile(long n, int width) {
        return n >= 0 && n <= LAST_TILE && width >= 1 && width <= Tile.WIDTH;
    }

    private static byte[] bundle(List<EventRow> events) {
        ByteArrayOutputStream bundle = new ByteArrayOutputStream(events.size() * 512);
        for (EventRow event : events) {
            byte[] entry = event.canonical();
            bundle.write(entry.length >>> 8);
            bundle.write(entry.length);
            bundle.writeBytes(entry);
        }
        return bundle.toByteArray();
    }

    private InclusionProof inclusion(Tx tx, long index, long size, String note) {
        return new InclusionProof(
                index,
                size,
                store.leafHashes(tx, index, 1).getFirst(),
                Proofs.inclusion(index, size, nodes(tx)),
                note);
    }

    private long size(Tx tx) {
        return store.head(tx).map(Head::size).orElse(0L);
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
