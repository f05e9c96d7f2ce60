package dev.sentinel.audit.verify;

import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.log.PersonalHashes;
import dev.sentinel.audit.log.PersonalRow;
import dev.sentinel.audit.log.PersonalRows;
import dev.sentinel.audit.tree.Edge;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The log built again from its events, one entry after the other. */
final class Rebuilt {
    /**
     * How much older than an entry before it an entry may be: writers wait for locks and for a
     * database that was away, and clocks differ, but not by more.
     */
    private static final Duration DISORDER = Duration.ofHours(1);

    private final Promises promises;
    private final Instant keptSince;
    private final Edge edge = Edge.empty();
    private final Erased erased = new Erased();
    private Instant newest = Instant.MIN;

    /** Events are there from this time on; older ones may be gone, and their leaves stay. */
    Rebuilt(Promises promises, Instant keptSince) {
        this.promises = promises;
        this.keptSince = keptSince;
    }

    /** Whether this event is older than the log has to keep. */
    boolean mayBeGone(UUID id) {
        return id.version() == 7 && Entry.time(id).isBefore(keptSince);
    }

    Edge edge() {
        return edge;
    }

    Erased erased() {
        return erased;
    }

    /** Adds the next entry, whose leaf hash was recomputed, and holds the tree to the promises. */
    Optional<Broken> add(UUID id, Instant at, Hash leaf) {
        long index = edge.size();
        if (id.version() != 7 || !Entry.time(id).equals(at)) {
            return Optional.of(Broken.at(index, id, "the event's time is not the one in its id"));
        }
        if (index > 0 && at.isBefore(newest.minus(DISORDER))) {
            return Optional.of(
                    Broken.at(
                            index,
                            id,
                            "the event is backdated: it says %s and stands after one of %s"
                                    .formatted(at, newest)));
        }
        newest = at.isAfter(newest) ? at : newest;
        edge.append(leaf);
        return promises.check(edge);
    }

    /**
     * What is wrong with the personal fields of the next entry, given the hashes that it commits
     * to. Missing ones may turn out to be erased.
     */
    Optional<Broken> personalFault(UUID id, PersonalHashes committed, PersonalRows personal) {
        return personalFault(id, "actor", committed.actor(), personal.actor())
                .or(() -> personalFault(id, "target", committed.target(), personal.target()));
    }

    private Optional<Broken> personalFault(
            UUID id, String about, Optional<String> committed, Optional<PersonalRow> personal) {
        long index = edge.size();
        if (committed.isEmpty()) {
            return personal.map(
                    _ -> Broken.at(index, id, "personal fields of the " + about + " were added"));
        }
        if (personal.isEmpty()) {
            erased.missing(index, id, about);
            return Optional.empty();
        }
        return personal.get().hash().hex().equals(committed.get())
                ? Optional.empty()
                : Optional.of(
                        Broken.at(
                                index,
                                id,
                                "the personal fields of the " + about + " were altered"));
    }
}
