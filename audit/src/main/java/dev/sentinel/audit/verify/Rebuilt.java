package dev.sentinel.audit.verify;

import dev.sentinel.audit.sequencer.Tile;
import dev.sentinel.audit.tree.Edge;
import dev.sentinel.audit.verify.Checked.Remark;
import dev.sentinel.audit.verify.Checked.Remark.ErasureTold;
import dev.sentinel.audit.verify.Checked.Remark.EventGone;
import dev.sentinel.audit.verify.Checked.Remark.PersonalMissing;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The log built again from its events, one entry after the other. */
final class Rebuilt {
    /**
     * How much older than an entry before it an entry may be: writers wait for locks and for a
     * database that was away, and clocks differ, but not by more.
     */
    static final Duration DISORDER = Duration.ofHours(1);

    private final Promises promises;
    private final Edge edge = Edge.empty();
    private final Erased erased = new Erased();
    private long newest = Long.MIN_VALUE;
    private long gone;

    Rebuilt(Promises promises) {
        this.promises = promises;
    }

    Edge edge() {
        return edge;
    }

    /** Adds the next entries and holds the tree to the promises; says the first fault. */
    Optional<Broken> add(Checked checked) {
        checked.remarks().forEach(this::remember);
        int count = checked.ids().size();
        for (int at = 0; at < count; ) {
            boolean whole =
                    at % Tile.WIDTH == 0
                            && count - at >= Tile.WIDTH
                            && !promises.within(edge.size(), Tile.WIDTH);
            int width = whole ? Tile.WIDTH : 1;
            Optional<Broken> fault = follow(checked.ids().subList(at, at + width));
            if (fault.isPresent()) {
                return fault;
            }
            if (whole) {
                edge.append(checked.roots().get(at / Tile.WIDTH), Tile.HEIGHT);
            } else {
                edge.append(checked.leaf(at));
            }
            fault = promises.check(edge);
            if (fault.isPresent()) {
                return fault;
            }
            at += width;
        }
        return checked.fault();
    }

    private Optional<Broken> follow(List<UUID> ids) {
        for (int i = 0; i < ids.size(); i++) {
            if (ids.get(i).equals(Checked.UNKNOWN)) {
                continue;
            }
            long at = ids.get(i).getMostSignificantBits() >>> 16;
            if (newest != Long.MIN_VALUE && at < newest - DISORDER.toMillis()) {
                return Optional.of(
                        Broken.at(
                                edge.size() + i,
                                ids.get(i),
                                backdated(Instant.ofEpochMilli(at), Instant.ofEpochMilli(newest))));
            }
            newest = Math.max(newest, at);
        }
        return Optional.empty();
    }

    static String backdated(Instant at, Instant newest) {
        return "the event is backdated: it says %s and stands after one of %s"
                .formatted(at, newest);
    }

    /** Personal fields that are not there, and what the log says of them. */
    Erased erased() {
        return erased;
    }

    /** Events that are older than the log keeps them. */
    long gone() {
        return gone;
    }

    private void remember(Remark remark) {
        switch (remark) {
            case PersonalMissing(var index, var id, var about) -> erased.missing(index, id, about);
            case ErasureTold(var metadata) -> erased.told(metadata);
            case EventGone() -> gone++;
        }
    }
}
