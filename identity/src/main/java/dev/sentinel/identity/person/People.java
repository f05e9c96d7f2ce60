package dev.sentinel.identity.person;

import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.SecurityActions;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.id.Ids;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.listing.Page;
import dev.sentinel.identity.listing.Paging;
import dev.sentinel.identity.person.PersonOutcome.AddressTaken;
import dev.sentinel.identity.person.PersonOutcome.Done;
import dev.sentinel.identity.person.PersonOutcome.NoSuchPerson;
import dev.sentinel.identity.person.PersonOutcome.Oneself;
import dev.sentinel.identity.person.PersonOutcome.RoleNotGrantable;
import dev.sentinel.identity.person.PersonStore.Account;
import dev.sentinel.identity.revocation.Revocations;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.revocation.Revocation;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Makes people, checks their passwords, and changes what they may.
 *
 * <p>A change of role or status ends all sessions of the person and, at every verifier, all tokens
 * in which it calls or is called for: nobody goes on with what was taken away.
 */
public final class People implements AutoCloseable {
    private final Database database;
    private final AuditLog audit;
    private final Revocations revocations;
    private final RegistrationConfig registration;
    private final Passwords passwords;
    private final PersonStore store = new PersonStore();
    private final Ids ids;
    private final Clock clock;

    public People(
            Database database,
            AuditLog audit,
            Revocations revocations,
            PeopleConfig config,
            Ids ids,
            Clock clock,
            SecureRandom random) {
        this.database = database;
        this.audit = audit;
        this.revocations = revocations;
        this.registration = config.registration();
        this.passwords = new Passwords(config.hashing(), random);
        this.ids = ids;
        this.clock = clock;
    }

    /** Makes an account for whoever asks: of the workspace of newcomers, or of one of its own. */
    PersonOutcome register(NewPerson person, Requester by) {
        if (registration.workspace().isPresent()) {
            return registration.roles().contains(person.role())
                    ? made(person, registration.workspace().get(), by, false)
                    : new RoleNotGrantable();
        }
        return made(person, "ten_" + ids.next(), by, false);
    }

    /** Makes an account in the requester's workspace. */
    PersonOutcome provision(NewPerson person, Requester by) {
        return made(person, by.workspace(), by, true);
    }

    private PersonOutcome made(
            NewPerson asked, String workspace, Requester by, boolean provisioned) {
        String hash = passwords.hash(asked.password());
        return database.transaction(tx -> {
            Person person =
                    new Person(
                            new PersonId(ids.next()),
                            workspace,
                            asked.email(),
                            asked.fullName(),
                            asked.role(),
                            asked.team(),
                            PersonStatus.ACTIVE,
                            Optional.empty(),
                            clock.instant().truncatedTo(ChronoUnit.MILLIS));
            if (!store.insert(tx, person, hash)) {
                return new AddressTaken();
            }
            audit.append(
                    tx,
                    AuditEvent.of(PersonActions.REGISTERED, workspace, by.actor())
                            .on("person", person.id().toString())
                            .from(by.origin())
                            .with("role", person.role().word())
                            .with("team", PersonStore.word(person.team()))
                            .with("provisioned", provisioned)
                            .with("email", person.email().text()));
            return new Done(person);
        });
    }

    /**
     * Whoever this address and this password are of. Takes as long for an address that nobody has,
     * and for a person that is deactivated.
     */
    public Optional<Person> check(String email, Secret password) {
        Optional<Account> account = database.read(tx -> store.findByEmail(tx, email));
        if (account.isEmpty()) {
            passwords.matchNobody(password);
            return Optional.empty();
        }
        return check(account.get(), password);
    }

    /** Whether this is the person's password. */
    public boolean check(PersonId id, Secret password) {
        return database.read(tx -> store.findAccount(tx, id))
                .flatMap(account -> check(account, password))
                .isPresent();
    }

    private Optional<Person> check(Account account, Secret password) {
        String stored = account.passwordHash();
        if (!passwords.matches(password, stored) || !account.person().isActive()) {
            return Optional.empty();
        }
        if (passwords.isOutdated(stored)) {
            String stronger = passwords.hash(password);
            database.inTransaction(tx -> store.rehash(tx, account.person().id(), stored, stronger));
        }
        return Optional.of(account.person());
    }

    /** Who has this address, whatever its password. */
    public Optional<Person> withAddress(String email) {
        return database.read(tx -> store.findByEmail(tx, email)).map(Account::person);
    }

    public Optional<Person> find(PersonId id) {
        return database.read(tx -> store.find(tx, id));
    }

    /** The person as it stays until the end of the transaction. */
    public Optional<Person> held(Tx tx, PersonId id) {
        return store.findHeld(tx, id);
    }

    Page<Person> list(Paging paging, Requester by) {
        return database.read(tx ->
                new Page<>(
                        store.page(tx, by.workspace(), paging),
                        store.count(tx, by.workspace()),
                        paging));
    }

    PersonOutcome changeRole(PersonId id, Role role, Requester by) {
        return changed(
                id,
                by,
                person -> person.role() == role,
                (tx, person) -> store.setRole(tx, id, role, now()),
                person ->
                        AuditEvent.of(SecurityActions.ROLE_CHANGE, by.workspace(), by.actor())
                                .before(Map.of("role", person.role().word()))
                                .after(Map.of("role", role.word())));
    }

    PersonOutcome changeStatus(PersonId id, PersonStatus status, Requester by) {
        return changed(
                id,
                by,
                person -> person.status() == status,
                (tx, person) -> store.setStatus(tx, id, status, now()),
                person ->
                        AuditEvent.of(PersonActions.STATUS_CHANGED, by.workspace(), by.actor())
                                .before(Map.of("status", PersonStore.word(person.status())))
                                .after(Map.of("status", PersonStore.word(status))));
    }

    private PersonOutcome changed(
            PersonId id,
            Requester by,
            Predicate<Person> already,
            BiConsumer<Tx, Person> change,
            Function<Person, AuditEvent> event) {
        if (by.id().equals(id.toString())) {
            return new Oneself();
        }
        List<Revocation> decided = new ArrayList<>();
        PersonOutcome outcome =
                database.transaction(tx -> {
                    Optional<Person> person = store.findForUpdate(tx, id, by.workspace());
                    if (person.isEmpty()) {
                        return new NoSuchPerson();
                    }
                    if (already.test(person.get())) {
                        return new Done(person.get());
                    }
                    change.accept(tx, person.get());
                    decided.add(revocations.person(tx, id.toString()));
                    audit.append(
                            tx,
                            event.apply(person.get())
                                    .on("person", id.toString())
                                    .from(by.origin()));
                    return new Done(store.find(tx, id).orElseThrow());
                });
        revocations.committed(decided);
        return outcome;
    }

    /** Signs the person out everywhere; agents that act for it go on with tokens made later. */
    public void endSessions(PersonId id, Requester by) {
        List<Revocation> decided = new ArrayList<>();
        database.inTransaction(tx -> {
            if (store.findForUpdate(tx, id, by.workspace()).isEmpty()) {
                return;
            }
            store.endSessions(tx, id, now());
            decided.add(revocations.person(tx, id.toString()));
            audit.append(
                    tx,
                    AuditEvent.of(PersonActions.SESSIONS_ENDED, by.workspace(), by.actor())
                            .on("person", id.toString())
                            .from(by.origin()));
        });
        revocations.committed(decided);
    }

    /** Rounded up to what the column keeps: no session begun before may look younger. */
    private Instant now() {
        return clock.instant().plusNanos(999).truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public void close() {
        passwords.close();
    }
}
