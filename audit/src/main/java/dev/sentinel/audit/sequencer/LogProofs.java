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
        return Optional.ofNullable(inclusions(List.of(event)).get(event));
    }

    /** The proofs of these events under one checkpoint; of those that are integrated by now. */
    public Map<UUID, InclusionProof> inclusions(List<UUID> events) {
        return database.read(tx -> {
            Optional<Head> head = store.head(tx);
            if (head.isEmpty()) {
                return Map.of();
            }
            long size = head.get().size();
            String note = head.get().note();
            Nodes nodes = nodes(tx);
            Map<UUID, InclusionProof> proofs = new HashMap<>();
            for (TreeStore.Leaf leaf : store.leavesOf(tx, events)) {
                if (leaf.index() < size) {
                    List<Hash> path = Proofs.inclusion(leaf.index(), size, nodes);
                    proofs.put(
                            leaf.event(),
                            new InclusionProof(leaf.index(), size, leaf.hash(), path, note));
                }
            }
            return proofs;
        });
    }

    /** The event and its proof, once it is integrated; an event that is gone has none. */
    public Optional<ProvenEntry> proven(UUID event) {
        return inclusion(event)
                .flatMap(proof ->
                        database.read(tx -> store.events(tx, proof.index(), 1)).stream()
                                .findFirst()
                                .map(row -> new ProvenEntry(row, proof)));
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

    /** Every way that asking for an entry bundle can end. */
    public sealed interface Entries {
        /** Each entry after its length in two bytes (C2SP tlog-tiles). */
        @SuppressWarnings("ArrayRecordComponent")
        record Bundle(byte[] bytes) implements Entries {}

        /** The log is not that large. */
        record Beyond() implements Entries {}

        /** Some of them are older than seven years and no longer kept; their leaves are. */
        record Gone() implements Entries {}
    }

    /**
     * An entry bundle: {@code width} entries.
     *
     * @throws IllegalStateException when events are missing that were integrated
     */
    public Entries entries(long n, int width) {
        if (!isTile(n, width)) {
            return new Entries.Beyond();
        }
        return database.read(tx -> {
            long first = n * Tile.WIDTH;
            if (first + width > size(tx)) {
                return new Entries.Beyond();
            }
            List<EventRow> events = store.events(tx, first, width);
            if (events.size() == width) {
                return new Entries.Bundle(bundle(events));
            }
            if (store.areMissedTooEarly(tx, first, width)) {
                throw new IllegalStateException(
                        "events of entry bundle %d are missing: verify the log".formatted(n));
            }
            return new Entries.Gone();
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

    private long size(Tx tx) {
        return store.head(tx).map(Head::size).orElse(0L);
    }

    /** Reads each tile once, and hashes each node once: neighbours share most of their paths. */
    private Nodes nodes(Tx tx) {
        Map<Place, List<Hash>> tiles = new HashMap<>();
        Map<Place, Hash> nodes = new HashMap<>();
        return (level, index) -> {
            Place asked = new Place(level, index);
            Hash known = nodes.get(asked);
            if (known != null) {
                return known;
            }
            int tileLevel = level / Tile.HEIGHT;
            int height = level % Tile.HEIGHT;
            long first = index << height;
            Place place = new Place(tileLevel, first / Tile.WIDTH);
            List<Hash> tile =
                    tiles.computeIfAbsent(place, at -> hashes(tx, at.level(), at.index()));
            int from = (int) (first % Tile.WIDTH);
            Hash node = Hashes.root(tile.subList(from, from + (1 << height)));
            nodes.put(asked, node);
            return node;
        };
    }

    /** Of a node in the tree, or of a tile among the tiles. */
    private record Place(int level, long index) {}

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
