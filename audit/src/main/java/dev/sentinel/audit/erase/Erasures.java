package dev.sentinel.audit.erase;

import dev.sentinel.audit.erase.ApproveOutcome.AlreadyErased;
import dev.sentinel.audit.erase.ApproveOutcome.Erased;
import dev.sentinel.audit.erase.ApproveOutcome.NoSuchErasure;
import dev.sentinel.audit.erase.ApproveOutcome.SamePerson;
import dev.sentinel.audit.erase.ApproveOutcome.TooLate;
import dev.sentinel.audit.erase.AskOutcome.Asked;
import dev.sentinel.audit.erase.AskOutcome.NobodyKnown;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.base.id.Ids;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Erases what can identify a person from the log: one administrator asks, another approves within a
 * day. Both are audited, refusals too. The database holds the same rules against this program.
 */
public final class Erasures {
    /** So many ids fit into an event of the log with room to spare. */
    private static final int EVENTS_IN_A_LIST = 400;

    private final Database database;
    private final AuditLog log;
    private final Ids ids;
    private final Clock clock;
    private final ErasureStore store = new ErasureStore();

    public Erasures(Database database, AuditLog log, Ids ids, Clock clock) {
        this.database = database;
        this.log = log;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Asks.
     *
     * @param person the principal's id, in the decider's workspace
     * @param alsoKnownAs values by which the person stands in events of others, compared whole and
     *     without regard to case
     */
    public AskOutcome ask(String person, String reason, List<String> alsoKnownAs, Decider by) {
        UUID id = ids.next();
        return database.transaction(tx -> {
            if (!store.isKnown(tx, by.workspace(), person)) {
                return new NobodyKnown();
            }
            Erasure asked =
                    store.add(
                            tx,
                            new Erasure(
                                    id,
                                    by.workspace(),
                                    person,
                                    reason,
                                    alsoKnownAs,
                                    by.actor().id(),
                                    hidden(id, by.accountable()),
                                    clock.instant(),
                                    false));
            log.append(
                    tx,
                    AuditEvent.of(ErasureActions.REQUESTED, by.workspace(), by.actor())
                            .on("person", person)
                            .from(by.origin())
                            .with("erasureId", id.toString())
                            .with("reason", reason));
            return new Asked(asked);
        });
    }

    /** Approves, and erases in the same transaction. */
    public ApproveOutcome approve(UUID id, Decider by) {
        return database.transaction(tx -> {
            Optional<Erasure> found = store.find(tx, by.workspace(), id);
            if (found.isEmpty()) {
                return new NoSuchErasure();
            }
            Erasure asked = found.get();
            if (asked.approved()) {
                return new AlreadyErased();
            }
            Hash accountable = hidden(id, by.accountable());
            if (asked.askedBy().equals(by.actor().id()) || asked.askedFor().equals(accountable)) {
                return refused(tx, asked, by, "asked and approved by the same", new SamePerson());
            }
            if (clock.instant().isAfter(asked.openUntil())) {
                return refused(tx, asked, by, "not approved within a day", new TooLate());
            }
            if (!store.approve(tx, id, by.actor().id(), accountable)) {
                return new AlreadyErased();
            }
            return new Erased(erase(tx, asked, by));
        });
    }

    private long erase(Tx tx, Erasure asked, Decider by) {
        tx.takesTime();
        ErasedLists lists = new ErasedLists(tx, asked, by);
        for (LocalDate month : store.months(tx)) {
            store.erase(tx, asked.id(), month, lists::add);
        }
        lists.end();
        store.end(tx, asked.id());
        return lists.count;
    }

    private ApproveOutcome refused(
            Tx tx, Erasure asked, Decider by, String reason, ApproveOutcome outcome) {
        log.append(tx, event(asked, by).failed().with("reason", reason));
        return outcome;
    }

    private static AuditEvent event(Erasure asked, Decider by) {
        return AuditEvent.of(ErasureActions.ERASED, by.workspace(), by.actor())
                .on("person", asked.person())
                .from(by.origin())
                .with("erasureId", asked.id().toString())
                .with("requestedBy", asked.askedBy());
    }

    /** Who answers may be named by an address, which must not stay in the clear. */
    private static Hash hidden(UUID id, String accountable) {
        return Hash.over(
                id.toString().getBytes(StandardCharsets.UTF_8),
                accountable.getBytes(StandardCharsets.UTF_8));
    }

    /** What went, said in the log as it goes, so that memory stays small. */
    private final class ErasedLists {
        private final Tx tx;
        private final Erasure asked;
        private final Decider by;
        private final List<String> actor = new ArrayList<>();
        private final List<String> target = new ArrayList<>();
        private long count;

        ErasedLists(Tx tx, Erasure asked, Decider by) {
            this.tx = tx;
            this.asked = asked;
            this.by = by;
        }

        void add(ErasureStore.Gone gone) {
            (gone.about().equals("actor") ? actor : target).add(gone.event().toString());
            count++;
            if (actor.size() + target.size() == EVENTS_IN_A_LIST) {
                write();
            }
        }

        /** An erasure that found nothing is told too. */
        void end() {
            if (count == 0 || actor.size() + target.size() > 0) {
                write();
            }
        }

        private void write() {
            AuditEvent event = event(asked, by);
            if (!actor.isEmpty()) {
                event = event.with("actor", actor);
            }
            if (!target.isEmpty()) {
                event = event.with("target", target);
            }
            log.append(tx, event);
            actor.clear();
            target.clear();
        }
    }
}
