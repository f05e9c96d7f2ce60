package dev.sentinel.identity.person;

import dev.sentinel.trust.Role;
import java.time.Instant;
import java.util.Optional;

/**
 * Somebody who signs in.
 *
 * @param sessionsNotBefore sessions that began earlier are over
 */
public record Person(
        PersonId id,
        String workspace,
        EmailAddress email,
        String fullName,
        Role role,
        Team team,
        PersonStatus status,
        Optional<Instant> sessionsNotBefore,
        Instant createdAt) {

    public boolean isActive() {
        return status == PersonStatus.ACTIVE;
    }

    /** Whether a session that began then may go on. */
    public boolean continues(Instant begun) {
        return isActive() && sessionsNotBefore.filter(end -> !begun.isAfter(end)).isEmpty();
    }
}
