package dev.sentinel.identity.revocation;

import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.trust.revocation.Position;
import dev.sentinel.trust.revocation.Revocation;
import dev.sentinel.trust.revocation.Revocation.Kind;
import dev.sentinel.trust.token.VerifiedToken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides revocations: a row in the caller's transaction, told to verifiers once it is committed.
 *
 * <p>The head row is locked from the first revocation of a transaction to its commit. Take it
 * before appending to the audit log and after locking rows of one's own: everybody locks in this
 * order, so nobody waits in a circle.
 */
public final class Revocations {
    /** Verifiers' clocks may be this far behind. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

    private final Database database;
    private final RevocationStore store = new RevocationStore();
    private final RevocationLog log;
    private final Duration tokenLife;
    private final Clock clock;

    public Revocations(Database database, RevocationLog log, Duration tokenLife, Clock clock) {
        this.database = database;
        this.log = log;
        this.tokenLife = tokenLife;
        this.clock = clock;
    }

    /** Ends the tokens issued with this credential until now, and what was made from them. */
    public Revocation credential(Tx tx, UUID credentialId, UUID clientId) {
        return decide(
                tx, Kind.CREDENTIAL, credentialId.toString(), Optional.of(clientId), tokenLife);
    }

    /** Ends the tokens of this client until now, and those in which it acts for somebody. */
    public Revocation principal(Tx tx, UUID clientId) {
        return decide(tx, Kind.PRINCIPAL, clientId.toString(), Optional.of(clientId), tokenLife);
    }

    /** Ends the tokens of this person until now, and those in which somebody acts for it. */
    public Revocation person(Tx tx, String personId) {
        return decide(tx, Kind.PRINCIPAL, personId, Optional.empty(), tokenLife);
    }

    /**
     * Ends no token, but every process reads the client anew: what it was given counts from now on,
     * and no token that is being issued rests on how it was before.
     */
    public Revocation notice(Tx tx, UUID clientId) {
        Position head = store.takeHead(tx);
        return entered(
                tx,
                head,
                Kind.PRINCIPAL,
                clientId.toString(),
                Optional.of(clientId),
                Instant.EPOCH,
                now().plus(MARGIN));
    }

    /** Ends one token, which expires then, and what was made from it. */
    public Revocation token(Tx tx, String jti, UUID clientId, Instant expiresAt) {
        Duration left = Duration.between(clock.instant(), expiresAt);
        return decide(
                tx,
                Kind.TOKEN,
                jti,
                Optional.of(clientId),
                left.isNegative() ? Duration.ZERO : left);
    }

    /** Ends the tokens of a session, until now. */
    public Revocation session(Tx tx, String sessionId) {
        return decide(tx, Kind.SESSION, sessionId, Optional.empty(), tokenLife);
    }

    /** Ends the tokens of a refresh token and its successors, until now. */
    public Revocation family(Tx tx, String familyId) {
        return decide(tx, Kind.FAMILY, familyId, Optional.empty(), tokenLife);
    }

    /** Ends the tokens of a delegation and of those that rest on it, until now. */
    public Revocation chain(Tx tx, String delegationId) {
        return decide(tx, Kind.CHAIN, delegationId, Optional.empty(), tokenLife);
    }

    /**
     * Tells verifiers. Call it when the transaction has been committed. When this returns, the
     * verifier of this process refuses what was revoked: whoever was answered may rely on that.
     */
    public void committed(List<Revocation> revocations) {
        if (revocations.isEmpty()) {
            return;
        }
        log.wake();
        if (!log.awaitSeen(revocations.getLast().sequence(), PATIENCE)) {
            LOG.warn("revocation {} is committed, but not read yet", revocations.getLast().id());
        }
    }

    /** Whether a token has been revoked, by what is committed. */
    public boolean hits(VerifiedToken token) {
        Set<String> links = new HashSet<>(token.links());
        links.add(token.tokenId());
        token.sessionId().ifPresent(links::add);
        return database.read(tx -> store.hits(tx, token.chain(), links, token.issuedAt()));
    }

    private Revocation decide(
            Tx tx, Kind kind, String id, Optional<UUID> clientId, Duration longestLife) {
        Position head = store.takeHead(tx);
        // Read after the head is ours: no token that is committed before has a later time.
        Instant now = now();
        return entered(tx, head, kind, id, clientId, now, now.plus(longestLife).plus(MARGIN));
    }

    private Revocation entered(
            Tx tx,
            Position head,
            Kind kind,
            String id,
            Optional<UUID> clientId,
            Instant notBefore,
            Instant expiry) {
        Instant expiresAt = expiry.truncatedTo(ChronoUnit.MICROS);
        Position position = store.insert(tx, head, kind, id, clientId, notBefore, expiresAt);
        return new Revocation(position, kind, id, notBefore, expiresAt);
    }

    /** Rounded up to what the column keeps, so that memory and database agree. */
    private Instant now() {
        return clock.instant().plusNanos(999).truncatedTo(ChronoUnit.MICROS);
    }
}
