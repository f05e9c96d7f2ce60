package dev.sentinel.identity.session;

import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.id.Ids;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.key.AccessTokenSigner;
import dev.sentinel.identity.person.People;
import dev.sentinel.identity.person.PeopleConfig;
import dev.sentinel.identity.person.Person;
import dev.sentinel.identity.person.PersonId;
import dev.sentinel.identity.revocation.Revocations;
import dev.sentinel.identity.session.RefreshOutcome.Expired;
import dev.sentinel.identity.session.RefreshOutcome.NotGood;
import dev.sentinel.identity.session.RefreshOutcome.Refreshed;
import dev.sentinel.identity.session.RefreshOutcome.Reused;
import dev.sentinel.identity.token.TokenConfig;
import dev.sentinel.trust.revocation.Revocation;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Begins sessions, goes on with them, and ends them. */
public final class Sessions {
    /** Two tabs that refresh at once are one person; later, somebody has a copy. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final Duration KEPT = Duration.ofDays(1);
    private static final int PURGED_AT_ONCE = 1_000;

    private final Database database;
    private final AuditLog audit;
    private final Revocations revocations;
    private final People people;
    private final PersonTokens tokens;
    private final RefreshTokens refreshTokens;
    private final PeopleConfig config;
    private final SessionStore store = new SessionStore();
    private final Ids ids;
    private final Clock clock;

    public Sessions(
            Database database,
            AuditLog audit,
            Revocations revocations,
            People people,
            AccessTokenSigner signer,
            TokenConfig tokens,
            PeopleConfig config,
            Secret pepper,
            Ids ids,
            Clock clock,
            SecureRandom random) {
        this.database = database;
        this.audit = audit;
        this.revocations = revocations;
        this.people = people;
        this.tokens = new PersonTokens(signer, tokens, ids);
        this.refreshTokens = new RefreshTokens(pepper, random);
        this.config = config;
        this.ids = ids;
        this.clock = clock;
    }

    /** A refresh token that has been accepted, with all that its answer needs. */
    private record Accepted(Person person, Session session, Secret refresh, Instant at) {}

    private sealed interface Judged {
        record Good(Accepted accepted) implements Judged {}

        record Bad(RefreshOutcome outcome) implements Judged {}
    }

    /**
     * Begins a session of somebody who has shown what it takes; empty when it may not any more.
     *
     * @param signedIn is written with the session: no sign-in that the log does not know
     */
    Optional<IssuedTokens> begin(PersonId id, boolean mfa, AuditEvent signedIn) {
        Secret refresh = refreshTokens.first();
        Optional<Accepted> begun =
                database.transaction(tx -> {
                    Instant now = now();
                    Optional<Person> person = people.held(tx, id).filter(Person::isActive);
                    if (person.isEmpty()) {
                        return Optional.empty();
                    }
                    Session session =
                            new Session(
                                    new SessionId(ids.next()),
                                    id,
                                    mfa,
                                    now,
                                    now.plus(PeopleConfig.LONGEST_SESSION),
                                    Optional.empty());
                    store.insert(tx, session);
                    store.insertToken(
                            tx, refreshTokens.macOf(refresh), session.id(), expiry(session, now));
                    audit.append(tx, signedIn);
                    return Optional.of(new Accepted(person.get(), session, refresh, now));
                });
        return begun.map(this::issued);
    }

    /** Takes a refresh token for a new pair; it is good no more. */
    RefreshOutcome refresh(Secret presented, Requester by) {
        List<Revocation> decided = new ArrayList<>();
        Judged judged = database.transaction(tx -> judged(tx, presented, by, decided));
        revocations.committed(decided);
        return switch (judged) {
            case Judged.Good(var accepted) -> new Refreshed(issued(accepted));
            case Judged.Bad(var outcome) -> outcome;
        };
    }

    private Judged judged(Tx tx, Secret presented, Requester by, List<Revocation> decided) {
        byte[] mac = refreshTokens.macOf(presented);
        Optional<Session> held =
                store.sessionOf(tx, mac).flatMap(id -> store.findForUpdate(tx, id));
        Optional<StoredRefreshToken> token = store.findToken(tx, mac);
        if (held.isEmpty() || token.isEmpty() || held.get().endedAt().isPresent()) {
            return new Judged.Bad(new NotGood());
        }
        Session session = held.get();
        // Held from here on: a change of role waits, and then ends what is issued here.
        Optional<Person> person =
                people.held(tx, session.person())
                        .filter(each -> each.continues(session.createdAt()));
        if (person.isEmpty()) {
            return new Judged.Bad(new NotGood());
        }
        Instant now = now();
        if (!session.isLiveAt(now)) {
            return new Judged.Bad(new Expired());
        }
        Optional<Instant> replacedAt = token.get().replacedAt();
        if (replacedAt.isPresent()) {
            Optional<Secret> successor =
                    now.isBefore(replacedAt.get().plus(GRACE))
                            ? newest(tx, presented)
                            : Optional.empty();
            if (successor.isEmpty()) {
                endReused(tx, session, person.get(), by, decided);
                return new Judged.Bad(new Reused());
            }
            return new Judged.Good(new Accepted(person.get(), session, successor.get(), now));
        }
        if (!now.isBefore(token.get().expiresAt())) {
            return new Judged.Bad(new Expired());
        }
        Secret successor = refreshTokens.successorOf(presented);
        store.replaced(tx, mac, now);
        store.insertToken(tx, refreshTokens.macOf(successor), session.id(), expiry(session, now));
        return new Judged.Good(new Accepted(person.get(), session, successor, now));
    }

    /** The one that is good now, of those that came after this one; each was made within grace. */
    private Optional<Secret> newest(Tx tx, Secret used) {
        Secret next = used;
        while (true) {
            next = refreshTokens.successorOf(next);
            Optional<StoredRefreshToken> stored = store.findToken(tx, refreshTokens.macOf(next));
            if (stored.isEmpty()) {
                return Optional.empty();
            }
            if (stored.get().replacedAt().isEmpty()) {
                return Optional.of(next);
            }
        }
    }

    private void endReused(
            Tx tx, Session session, Person person, Requester by, List<Revocation> decided) {
        store.end(tx, session.id(), now());
        decided.add(revocations.session(tx, session.id().toString()));
        audit.append(
                tx,
                AuditEvent.of(SessionActions.REUSED, person.workspace(), by.actor())
                        .failed()
                        .on("person", person.id().toString())
                        .from(by.origin())
                        .with("sessionId", session.id().toString()));
    }

    /** Ends a session of this person, and its tokens at every verifier; also again. */
    void end(SessionId id, Requester by) {
        List<Revocation> decided = new ArrayList<>();
        database.inTransaction(tx -> {
            Optional<Session> session =
                    store.findForUpdate(tx, id)
                            .filter(each -> each.person().toString().equals(by.id()))
                            .filter(each -> each.endedAt().isEmpty());
            if (session.isEmpty()) {
                return;
            }
            store.end(tx, id, now());
            decided.add(revocations.session(tx, id.toString()));
            audit.append(
                    tx,
                    AuditEvent.of(SessionActions.ENDED, by.workspace(), by.actor())
                            .on("person", by.id())
                            .from(by.origin())
                            .with("sessionId", id.toString()));
        });
        revocations.committed(decided);
    }

    /** Forgets sessions that ended a while ago. */
    public void purge() {
        Instant overBefore = clock.instant().minus(KEPT);
        while (database.transaction(tx -> store.purge(tx, overBefore, PURGED_AT_ONCE))
                == PURGED_AT_ONCE) {
            // There may be more.
        }
    }

    /**
     * The token's time is that of the transaction which held the person: a change of role that was
     * decided later hits it. A mark in the same second would hit it, too, though it was decided
     * before; then the token is of the next second, which verifiers allow for.
     */
    private IssuedTokens issued(Accepted accepted) {
        Person person = accepted.person();
        Instant issuedAt =
                person.sessionsNotBefore()
                        .map(mark -> mark.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1))
                        .filter(accepted.at()::isBefore)
                        .orElse(accepted.at());
        Duration left = Duration.between(issuedAt, accepted.session().endsAt());
        Duration life = left.compareTo(config.accessLife()) < 0 ? left : config.accessLife();
        String access = tokens.issue(person, accepted.session().id(), issuedAt, life);
        return new IssuedTokens(person, new Secret(access), accepted.refresh(), life);
    }

    private Instant expiry(Session session, Instant now) {
        Instant byAge = now.plus(config.refreshLife());
        return byAge.isBefore(session.endsAt()) ? byAge : session.endsAt();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
