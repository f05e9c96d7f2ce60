package dev.sentinel.audit.verify;

import dev.sentinel.audit.sequencer.Tile;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** Entries that were checked each by itself: those before the fault are what they claim to be. */
final class Checked {
    /** Stands for an event of which nothing but the leaf is known, not even its time. */
    static final UUID UNKNOWN = new UUID(0, 0);

    private final List<UUID> ids;
    private final byte[] leaves;
    private final List<Hash> roots;
    private final List<Remark> remarks;
    private final Optional<Broken> fault;

    private Checked(
            List<UUID> ids,
            byte[] leaves,
            List<Hash> roots,
            List<Remark> remarks,
            Optional<Broken> fault) {
        this.ids = ids;
        this.leaves = leaves;
        this.roots = roots;
        this.remarks = remarks;
        this.fault = fault;
    }

    /** Something about an entry that is no fault by itself. */
    sealed interface Remark {
        /** Personal fields are not there: erased, or lost. */
        record PersonalMissing(long index, UUID id, String about) implements Remark {}

        /** The entry lists what an erasure took. */
        record ErasureTold(String metadata) implements Remark {}

        /** The event is older than the log keeps events; its leaf stays. */
        record EventGone() implements Remark {}
    }

    /**
     * The entries from the beginning of a tile on.
     *
     * @param ids of the good ones; a time is the one in its id
     * @param leaves their recomputed leaf hashes, side by side
     * @param remarks what only the rest of the log can explain, in the order of the entries
     * @param fault at the entry after the good ones
     */
    static Checked of(List<UUID> ids, byte[] leaves, List<Remark> remarks, Optional<Broken> fault) {
        return new Checked(
                ids,
                leaves,
                IntStream.range(0, ids.size() / Tile.WIDTH)
                        .mapToObj(tile -> Hash.root(leaves, tile * Tile.WIDTH, Tile.WIDTH))
                        .toList(),
                remarks,
                fault);
    }

    Checked with(Optional<Broken> found) {
        return new Checked(ids, leaves, roots, remarks, found);
    }

    List<UUID> ids() {
        return ids;
    }

    /** The leaf hash of the entry at this position. */
    Hash leaf(int position) {
        return Hash.at(leaves, position);
    }

    /** Over each whole tile among the good entries. */
    List<Hash> roots() {
        return roots;
    }

    List<Remark> remarks() {
        return remarks;
    }

    Optional<Broken> fault() {
        return fault;
    }
}
