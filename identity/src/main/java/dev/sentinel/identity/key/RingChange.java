package dev.sentinel.identity.key;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.key.SigningKey.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ring while nobody else changes it: the moves that there are, each with its audit event in the
 * same transaction. Which of them are made, {@link Rotations} decides.
 */
final class RingChange {
    private static final String WORKSPACE = "system";

    private final Tx tx;
    private final KeyRingStore store;
    private final AuditLog audit;
    private final Instant now;
    private final Actor actor;
    private final Origin origin;

    RingChange(Tx tx, KeyRingStore store, AuditLog audit, Instant now, Actor actor, Origin origin) {
        this.tx = tx;
        this.store = store;
        this.audit = audit;
        this.now = now;
        this.actor = actor;
        this.origin = origin;
    }

    Instant now() {
        return now;
    }

    /** All keys as they are after the moves so far. */
    List<SigningKey> keys() {
        return store.all(tx);
    }

    Optional<SigningKey> find(State state) {
        return keys().stream().filter(key -> key.state() == state).findFirst();
    }

    Optional<SigningKey> find(String kid) {
        return keys().stream().filter(key -> key.kid().equals(kid)).findFirst();
    }

    SigningKey active() {
        return find(State.ACTIVE)
                .orElseThrow(() ->
                        new IllegalStateException(
                                "the key ring is empty: identity makes the first key when it"
                                        + " starts"));
    }

    SigningKey next() {
        return find(State.NEXT)
                .orElseThrow(() -> new IllegalStateException("the key ring has no next key"));
    }

    SigningKey add(SigningKey key) {
        store.insert(tx, key);
        append(
                event(KeyActions.ADDED, key)
                        .after(
                                Map.of(
                                        "kid", key.kid(),
                                        "algorithm", key.algorithm().jose(),
                                        "state", key.state().word())));
        return key;
    }

    /** From then on the next key is to sign. */
    void schedule(SigningKey next, Instant from) {
        store.schedule(tx, next.kid(), from);
        append(
                event(KeyActions.SCHEDULED, next)
                        .before(Map.of("signsFrom", next.signsFrom()))
                        .after(Map.of("kid", next.kid(), "signsFrom", from)));
    }

    /** The next key signs, the active one is retired; there is no next one then. */
    void takeOver(SigningKey active, SigningKey next, Duration verifiesFor) {
        store.retire(tx, active.kid(), now, now.plus(verifiesFor));
        store.activate(tx, next.kid(), now);
        append(
                event(KeyActions.ROTATED, next)
                        .before(Map.of("kid", active.kid(), "algorithm", active.algorithm().jose()))
                        .after(Map.of("kid", next.kid(), "algorithm", next.algorithm().jose())));
    }

    /** Ends a key for signing, and its signatures now. */
    void end(SigningKey key, boolean compromised) {
        store.retire(tx, key.kid(), now, now);
        if (compromised) {
            store.compromised(tx, key.kid(), now);
        }
        append(
                event(KeyActions.RETIRED, key)
                        .before(
                                Map.of(
                                        "state",
                                        key.state().word(),
                                        "verifiesUntil",
                                        key.verifiesUntil()))
                        .after(
                                Map.of(
                                        "kid",
                                        key.kid(),
                                        "state",
                                        State.RETIRED.word(),
                                        "verifiesUntil",
                                        now,
                                        "compromised",
                                        compromised)));
    }

    void reseal(SigningKey key, byte[] before, byte[] after) {
        store.reseal(tx, key.kid(), after);
        append(
                event(KeyActions.REWRAPPED, key)
                        .before(Map.of("kek", KeySealer.kekOf(key.kid(), before)))
                        .after(
                                Map.of(
                                        "kid", key.kid(),
                                        "kek", KeySealer.kekOf(key.kid(), after))));
    }

    private AuditEvent event(Action action, SigningKey key) {
        return AuditEvent.of(action, WORKSPACE, actor).on("key", key.kid()).from(origin);
    }

    private void append(AuditEvent event) {
        audit.append(tx, event);
    }
}
