package dev.sentinel.identity.key;

import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.key.RetireOutcome.Urgency;
import dev.sentinel.identity.key.SigningKey.State;
import dev.sentinel.trust.crypto.CryptoProvider;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What changes the ring: a command, the clock, a setting. Each change is one transaction under one
 * lock; every process finds it within seconds.
 *
 * <p>Whatever asks for a rotation, it overlaps: it only decides from when on the next key signs,
 * and that is never before the key has been published for longer than verifiers may keep the JWKS.
 */
public final class Rotations {
    private static final Actor SELF = Actor.system("key-ring");

    private final Database database;
    private final AuditLog audit;
    private final KeyRingStore store = new KeyRingStore();
    private final KeySealer sealer;
    private final KeyMaker maker;
    private final KeyRingConfig config;
    private final Clock clock;

    public Rotations(
            Database database,
            AuditLog audit,
            KeySealer sealer,
            KeyRingConfig config,
            CryptoProvider provider,
            Clock clock) {
        this.database = database;
        this.audit = audit;
        this.sealer = sealer;
        this.maker = new KeyMaker(sealer, provider);
        this.config = config;
        this.clock = clock;
    }

    /** Every key that there is or was, oldest first. */
    public List<ListedKey> list() {
        return all().stream().map(ListedKey::of).toList();
    }

    /** The next key takes over: now, or when every verifier can know it. */
    public RotateOutcome rotate(Actor actor, Origin origin) {
        return changed(actor, origin, this::rotated);
    }

    /** Ends a key. */
    public RetireOutcome retire(String kid, Urgency urgency, Actor actor, Origin origin) {
        return changed(
                actor,
                origin,
                change ->
                        change.find(kid)
                                .map(key -> retired(change, key, urgency))
                                .orElseGet(() -> new RetireOutcome.NoSuchKey(kid)));
    }

    /** Seals every key under the current key-encryption key; the ids of those that were not. */
    public List<String> rewrap(Actor actor, Origin origin) {
        return changed(
                actor,
                origin,
                change ->
                        change.keys().stream()
                                .filter(key -> rewrapped(change, key))
                                .map(SigningKey::kid)
                                .toList());
    }

    /** At the start: makes what is missing, takes up the seed and another algorithm. */
    List<SigningKey> complete() {
        return changed(
                SELF,
                Origin.none(),
                change -> {
                    Optional<RsaPem> seed = seed();
                    if (change.find(State.ACTIVE).isEmpty()) {
                        change.add(first(seed, change.now()));
                    }
                    seed.ifPresent(pem -> takeUp(change, pem));
                    config.algorithm().ifPresent(wanted -> turnTo(change, wanted));
                    if (change.find(State.NEXT).isEmpty()) {
                        addNext(change, change.active().algorithm());
                    }
                    return change.keys();
                });
    }

    /** Whether the clock asks for something: a look at what is known, without a query. */
    boolean isDue(List<SigningKey> keys) {
        Instant now = clock.instant();
        return keys.stream().anyMatch(key -> key.isToSignAt(now)) || isToBeScheduled(keys, now);
    }

    /** Does what the clock asks for, unless another process is at it. */
    void advance() {
        database.inTransaction(tx -> {
            if (!store.tryLock(tx)) {
                return;
            }
            RingChange change = change(tx, SELF, Origin.none());
            SigningKey next = change.next();
            if (next.isToSignAt(change.now())) {
                takeOver(change);
            } else if (isToBeScheduled(change.keys(), change.now())) {
                change.schedule(next, ripe(next, change.now()));
            }
        });
    }

    List<SigningKey> all() {
        return database.read(store::all);
    }

    Signer signer(SigningKey active) {
        return maker.signer(active);
    }

    /** A key has signed for as long as it is to, and nobody has decided yet what comes then. */
    private boolean isToBeScheduled(List<SigningKey> keys, Instant now) {
        if (!config.rotateEvery().isPositive()) {
            return false;
        }
        Instant since = now.minus(config.rotateEvery());
        return keys.stream().anyMatch(key -> key.signsLongerThan(since))
                && keys.stream().anyMatch(SigningKey::isUndecided);
    }

    private RotateOutcome rotated(RingChange change) {
        SigningKey active = change.active();
        SigningKey next = change.next();
        Instant ripe = ripe(next, change.now());
        if (ripe.isAfter(change.now())) {
            change.schedule(next, ripe);
            return new RotateOutcome.Scheduled(next.kid(), ripe);
        }
        takeOver(change);
        return new RotateOutcome.Rotated(next.kid(), active.kid());
    }

    private RetireOutcome retired(RingChange change, SigningKey key, Urgency urgency) {
        return switch (key.state()) {
            case NEXT -> nextRetired(change, key, urgency);
            case ACTIVE -> activeRetired(change, key, urgency);
            case RETIRED ->
                    urgency == Urgency.ORDERLY
                            ? new RetireOutcome.AlreadyRetired(
                                    key.kid(), key.verifiesUntil().orElse(change.now()))
                            : ended(change, key, urgency);
        };
    }

    /** It has signed nothing yet. Another one is published in its place. */
    private RetireOutcome nextRetired(RingChange change, SigningKey next, Urgency urgency) {
        RetireOutcome outcome = ended(change, next, urgency);
        SigningKey instead = addNext(change, next.algorithm());
        if (next.signsFrom().isPresent()) {
            change.schedule(instead, ripe(instead, change.now()));
        }
        return outcome;
    }

    private RetireOutcome activeRetired(RingChange change, SigningKey active, Urgency urgency) {
        Instant lastTokenEnds = change.now().plus(config.verifiesFor());
        return switch (urgency) {
            case ORDERLY ->
                    switch (rotated(change)) {
                        case RotateOutcome.Rotated _ ->
                                new RetireOutcome.Retired(active.kid(), lastTokenEnds);
                        case RotateOutcome.Scheduled(var next, var from) ->
                                new RetireOutcome.Scheduled(active.kid(), next, from);
                    };
            case NOW -> {
                takeOver(change);
                yield new RetireOutcome.Retired(active.kid(), lastTokenEnds);
            }
            case COMPROMISED -> {
                takeOver(change);
                yield ended(change, active, urgency);
            }
        };
    }

    private static RetireOutcome ended(RingChange change, SigningKey key, Urgency urgency) {
        change.end(key, urgency == Urgency.COMPROMISED);
        return new RetireOutcome.Retired(key.kid(), change.now());
    }

    private void takeOver(RingChange change) {
        SigningKey next = change.next();
        change.takeOver(change.active(), next, config.verifiesFor());
        addNext(change, next.algorithm());
    }

    /** The originals' variables; an RSA key is of no use to who wants another algorithm. */
    private Optional<RsaPem> seed() {
        return config.seed()
                .map(RsaPem::parse)
                .map(pem -> config.seedPublic().map(pem::withOtherHalf).orElse(pem))
                .filter(_ ->
                        config.algorithm().orElse(SignatureAlgorithm.RS256)
                                == SignatureAlgorithm.RS256);
    }

    private SigningKey first(Optional<RsaPem> seed, Instant now) {
        SignatureAlgorithm algorithm = config.algorithm().orElse(SignatureAlgorithm.RS256);
        return seed.map(pem -> maker.given(pem, State.ACTIVE, now))
                .orElseGet(() -> maker.generated(algorithm, State.ACTIVE, now));
    }

    /** A key that the ring has never had comes next; one that it has retired never comes back. */
    private void takeUp(RingChange change, RsaPem pem) {
        SigningKey given = maker.given(pem, State.NEXT, change.now());
        if (change.find(given.kid()).isEmpty()) {
            dropNext(change);
            change.schedule(change.add(given), ripe(given, change.now()));
        }
    }

    private void turnTo(RingChange change, SignatureAlgorithm wanted) {
        if (change.find(State.NEXT).filter(next -> next.algorithm() == wanted).isEmpty()) {
            dropNext(change);
            addNext(change, wanted);
        }
        SigningKey next = change.next();
        if (change.active().algorithm() != wanted && next.isUndecided()) {
            change.schedule(next, ripe(next, change.now()));
        }
    }

    private static void dropNext(RingChange change) {
        change.find(State.NEXT).ifPresent(next -> change.end(next, false));
    }

    private SigningKey addNext(RingChange change, SignatureAlgorithm otherwise) {
        SignatureAlgorithm algorithm = config.algorithm().orElse(otherwise);
        return change.add(maker.generated(algorithm, State.NEXT, change.now()));
    }

    private boolean rewrapped(RingChange change, SigningKey key) {
        Optional<byte[]> before = key.sealedPrivate();
        Optional<byte[]> after = before.flatMap(old -> sealer.rewrapped(key.kid(), old));
        if (before.isEmpty() || after.isEmpty()) {
            return false;
        }
        change.reseal(key, before.get(), after.get());
        return true;
    }

    /** When the key has been published for long enough to sign. */
    private Instant ripe(SigningKey next, Instant now) {
        Instant ripe = next.createdAt().plus(config.publishedAhead());
        return ripe.isAfter(now) ? ripe : now;
    }

    private <T> T changed(Actor actor, Origin origin, Function<RingChange, T> work) {
        return database.transaction(tx -> {
            store.lock(tx);
            return work.apply(change(tx, actor, origin));
        });
    }

    private RingChange change(Tx tx, Actor actor, Origin origin) {
        // As the database keeps it: what is read back must compare as it did.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return new RingChange(tx, store, audit, now, actor, origin);
    }
}
