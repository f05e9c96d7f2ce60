package dev.sentinel.identity.mfa;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.key.KeySealer;
import dev.sentinel.identity.person.Person;
import dev.sentinel.identity.person.PersonId;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Enrols second factors, checks their codes, each of which opens once, and gives them up. */
public final class SecondFactors {
    private static final int RESEALED_AT_ONCE = 500;

    private final Database database;
    private final AuditLog audit;
    private final KeySealer sealer;
    private final RecoveryCodes recoveryCodes;
    private final TotpStore store = new TotpStore();
    private final Clock clock;
    private final SecureRandom random;

    public SecondFactors(
            Database database,
            AuditLog audit,
            KeySealer sealer,
            Secret pepper,
            Clock clock,
            SecureRandom random) {
        this.database = database;
        this.audit = audit;
        this.sealer = sealer;
        this.recoveryCodes = new RecoveryCodes(pepper, random);
        this.clock = clock;
        this.random = random;
    }

    /** Whether this person must show a code. */
    public boolean areNeeded(PersonId person) {
        return database.read(tx -> store.isConfirmed(tx, person));
    }

    /** A secret to be put into a device, in base 32; empty when one is in force already. */
    Optional<Secret> begin(Person person) {
        byte[] secret = new byte[Totp.SECRET_BYTES];
        random.nextBytes(secret);
        byte[] sealed = sealer.seal(person.id().toString(), secret);
        boolean begun =
                database.transaction(tx -> store.begin(tx, person.id(), sealed, clock.instant()));
        return begun ? Optional.of(new Secret(Base32.encode(secret))) : Optional.empty();
    }

    /** The recovery codes, shown this once; empty when the code is wrong, or nothing was begun. */
    Optional<List<String>> confirm(PersonId person, String code, Requester by) {
        List<String> codes = recoveryCodes.fresh();
        boolean confirmed =
                database.transaction(tx -> {
                    Optional<StoredTotp> stored =
                            store.findForUpdate(tx, person).filter(totp -> !totp.confirmed());
                    if (stored.isEmpty() || !takes(tx, stored.get(), code)) {
                        return false;
                    }
                    store.confirm(tx, person, clock.instant());
                    store.insertCodes(
                            tx,
                            person,
                            codes.stream()
                                    .map(each -> recoveryCodes.macOf(person, each).orElseThrow())
                                    .toList());
                    audit.append(tx, event(MfaActions.ENROLLED, person, by));
                    return true;
                });
        return confirmed ? Optional.of(codes) : Optional.empty();
    }

    /** Whether the code is good; from then on it is no more. */
    public boolean accept(Person person, String code, Origin origin) {
        Requester by =
                new Requester(
                        person.id().toString(),
                        person.workspace(),
                        false,
                        Set.of(),
                        Actor.person(person.id().toString()),
                        origin);
        return database.transaction(tx -> accepted(tx, person.id(), code, by));
    }

    /** Whether the code was good, and so the second factor has been given up. */
    boolean disable(PersonId person, String code, Requester by) {
        return database.transaction(tx -> {
            if (!accepted(tx, person, code, by)) {
                return false;
            }
            store.delete(tx, person);
            audit.append(tx, event(MfaActions.DISABLED, person, by));
            return true;
        });
    }

    private boolean accepted(Tx tx, PersonId person, String code, Requester by) {
        Optional<StoredTotp> stored = store.findForUpdate(tx, person).filter(StoredTotp::confirmed);
        if (stored.isEmpty()) {
            return false;
        }
        Optional<byte[]> recovery = recoveryCodes.macOf(person, code);
        if (recovery.isEmpty()) {
            return takes(tx, stored.get(), code);
        }
        boolean used = store.useCode(tx, person, recovery.get(), clock.instant());
        if (used) {
            audit.append(tx, event(MfaActions.RECOVERY_CODE_USED, person, by));
        }
        return used;
    }

    private boolean takes(Tx tx, StoredTotp stored, String code) {
        byte[] secret = sealer.open(stored.person().toString(), stored.sealedSecret());
        OptionalLong step = Totp.stepOf(secret, code, clock.instant(), stored.lastStep());
        step.ifPresent(used -> store.used(tx, stored.person(), used));
        return step.isPresent();
    }

    /** Seals again what a previous key-encryption key has sealed, so that it can be taken away. */
    public void reseal() {
        boolean more = true;
        while (more) {
            more =
                    database.transaction(tx -> {
                        List<StoredTotp> stale =
                                store.sealedElse(tx, sealer.currentKek(), RESEALED_AT_ONCE);
                        for (StoredTotp each : stale) {
                            sealer.rewrapped(each.person().toString(), each.sealedSecret())
                                    .ifPresent(sealed -> store.reseal(tx, each.person(), sealed));
                        }
                        return stale.size() == RESEALED_AT_ONCE;
                    });
        }
    }

    private static AuditEvent event(Action action, PersonId person, Requester by) {
        return AuditEvent.of(action, by.workspace(), by.actor())
                .on("person", person.toString())
                .from(by.origin());
    }
}
