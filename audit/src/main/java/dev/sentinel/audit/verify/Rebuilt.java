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
    private final Edge edge = Edge.empty();
    private Instant newest = Instant.MIN;

    Rebuilt(Promises promises) {
        this.promises = promises;
    }

    Edge edge() {
        return edge;
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

    /** What is wrong with personal fields, given the hashes that the event commits to. */
    static Optional<String> personalFault(PersonalHashes committed, PersonalRows personal) {
        return personalFault("actor", committed.actor(), personal.actor())
                .or(() -> personalFault("target", committed.target(), personal.target()));
    }

    private static Optional<String> personalFault(
            String about, Optional<String> committed, Optional<PersonalRow> personal) {
        if (committed.isEmpty()) {
            return personal.map(_ -> "personal fields of the " + about + " were added");
        }
        if (personal.isEmpty()) {
            return Optional.of("the personal fields of the " + about + " are missing");
        }
        return personal.get().hash().hex().equals(committed.get())
                ? Optional.empty()
                : Optional.of("the personal fields of the " + about + " were altered");
    }
}
