package dev.sentinel.identity.revocation;

import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.revocation.Revocation.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

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

    private final Database database;
    private final RevocationStore store;
    private final RevocationLog log;
    private final RevocationStream stream;
    private final Duration tokenLife;
    private final Clock clock;

    public Revocations(
            Database database,
            RevocationLog log,
            RevocationStream stream,
            Duration tokenLife,
            Clock clock) {
        this.database = database;
        this.store = new RevocationStore();
        this.log = log;
        this.stream = stream;
        this.tokenLife = tokenLife;
        this.clock = clock;
    }

    /** Ends the tokens issued with this credential until now. */
    public Revocation credential(Tx tx, UUID credentialId, UUID clientId) {
        return decide(tx, Kind.CREDENTIAL, credentialId.toString(), clientId, tokenLife);
    }

    /** Ends the tokens of this client until now. */
    public Revocation principal(Tx tx, UUID clientId) {
        return decide(tx, Kind.PRINCIPAL, clientId.toString(), clientId, tokenLife);
    }

    /**
     * Ends no token, but every process reads the client anew: what it was given counts from now on,
     * and no token that is being issued rests on how it was before.
     */
    public Revocation notice(Tx tx, UUID clientId) {
        return entered(
                tx,
                new Revocation(
                        store.takeNumber(tx),
                        Kind.PRINCIPAL,
                        clientId.toString(),
                        clientId,
                        Instant.EPOCH,
                        now().plus(MARGIN)));
    }

    /** Ends one token, which expires then. */
    public Revocation token(Tx tx, String jti, UUID clientId, Instant expiresAt) {
        Duration left = Duration.between(clock.instant(), expiresAt);
        return decide(tx, Kind.TOKEN, jti, clientId, left.isNegative() ? Duration.ZERO : left);
    }

    /** Tells verifiers. Call it when the transaction has been committed. */
    public void committed(List<Revocation> revocations) {
        if (revocations.isEmpty()) {
            return;
        }
        log.wake();
        revocations.forEach(stream::publish);
    }

    /** Whether a token has been revoked, by what is committed. */
    public boolean hits(String jti, String credentialId, String principalId, Instant issuedAt) {
        return database.read(tx -> store.hits(tx, jti, credentialId, principalId, issuedAt));
    }

    private Revocation decide(Tx tx, Kind kind, String id, UUID clientId, Duration longestLife) {
        long seq = store.takeNumber(tx);
        // Read after the head is ours: no token that is committed before has a later time.
        Instant now = now();
        return entered(
                tx,
                new Revocation(seq, kind, id, clientId, now, now.plus(longestLife).plus(MARGIN)));
    }

    private Revocation entered(Tx tx, Revocation revocation) {
        store.insert(tx, revocation);
        return revocation;
    }

    /** Rounded up to what the column keeps, so that memory and database agree. */
    private Instant now() {
        return clock.instant().plusNanos(999).truncatedTo(ChronoUnit.MICROS);
    }
}
