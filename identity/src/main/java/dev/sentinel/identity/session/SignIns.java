package dev.sentinel.identity.session;

import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.Actor.Kind;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.audit.event.SecurityActions;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.identity.mfa.Challenges;
import dev.sentinel.identity.mfa.SecondFactors;
import dev.sentinel.identity.person.People;
import dev.sentinel.identity.person.Person;
import dev.sentinel.identity.person.PersonId;
import dev.sentinel.identity.session.SignInOutcome.Refused;
import dev.sentinel.identity.session.SignInOutcome.SecondFactorNeeded;
import dev.sentinel.identity.session.SignInOutcome.SignedIn;
import dev.sentinel.trust.ServiceKeys;
import java.util.List;
import java.util.Optional;

/**
 * Lets people in: a password first, then a code for those who have a second factor. Every attempt
 * is in the audit log before it is answered, but a code that comes with a challenge which is none:
 * that names nobody.
 */
final class SignIns {
    private static final String NONE = "none";
    private static final String PASSED = "passed";
    private static final String FAILED = "failed";

    private final People people;
    private final SecondFactors factors;
    private final Challenges challenges;
    private final Sessions sessions;
    private final AuditLog audit;

    SignIns(
            People people,
            SecondFactors factors,
            Challenges challenges,
            Sessions sessions,
            AuditLog audit) {
        this.people = people;
        this.factors = factors;
        this.challenges = challenges;
        this.sessions = sessions;
        this.audit = audit;
    }

    SignInOutcome byPassword(String email, Secret password, Origin origin) {
        Optional<Person> person = people.check(email, password);
        if (person.isEmpty()) {
            failed(email, "invalid_credentials", origin);
            return new Refused();
        }
        if (factors.areNeeded(person.get().id())) {
            audit.commit(
                    event(person.get(), origin)
                            .failed()
                            .with("mfa_status", "required")
                            .with("reason", "mfa_required"));
            return new SecondFactorNeeded(challenges.issue(person.get().id()));
        }
        return begun(person.get(), false, event(person.get(), origin).with("mfa_status", NONE));
    }

    /** Of whom a challenge is; empty when it is none, or has expired. */
    Optional<PersonId> challenged(Secret challenge) {
        return challenges.open(challenge);
    }

    SignInOutcome byCode(PersonId id, String code, Origin origin) {
        Optional<Person> person = people.find(id).filter(Person::isActive);
        if (person.isEmpty()) {
            failedCode(id, "not_active", origin);
            return new Refused();
        }
        if (!factors.accept(person.get(), code, origin)) {
            failedCode(id, "invalid_code", origin);
            return new Refused();
        }
        return begun(person.get(), true, event(person.get(), origin).with("mfa_status", PASSED));
    }

    private SignInOutcome begun(Person person, boolean mfa, AuditEvent event) {
        return sessions.begin(person.id(), mfa, event)
                .<SignInOutcome>map(SignedIn::new)
                .orElseGet(() -> {
                    // Deactivated a moment ago.
                    audit.commit(event.failed().with("reason", "not_active"));
                    return new Refused();
                });
    }

    /** Somebody who has shown this person's password could not get in with a code. */
    void failedCode(PersonId id, String reason, Origin origin) {
        people.find(id)
                .ifPresent(person ->
                        audit.commit(
                                event(person, origin)
                                        .failed()
                                        .with("mfa_status", FAILED)
                                        .with("reason", reason)));
    }

    /** Somebody could not get in as this address. */
    void failed(String email, String reason, Origin origin) {
        audit.commit(
                people.withAddress(email)
                        .map(person -> event(person, origin))
                        .orElseGet(() -> stranger(email, origin))
                        .failed()
                        .with("mfa_status", NONE)
                        .with("reason", reason));
    }

    private static AuditEvent event(Person person, Origin origin) {
        return AuditEvent.of(
                        SecurityActions.LOGIN,
                        person.workspace(),
                        Actor.person(person.id().toString()))
                .on("person", person.id().toString())
                .from(origin)
                .with("method", "password")
                .with("email", person.email().text());
    }

    /** An address of nobody may be a password typed into the wrong field: only its hash is kept. */
    private AuditEvent stranger(String email, Origin origin) {
        return AuditEvent.of(
                        SecurityActions.LOGIN,
                        ServiceKeys.PLATFORM,
                        new Actor(Kind.ANONYMOUS, challenges.pseudonym(email), List.of()))
                .from(origin)
                .with("method", "password");
    }
}
