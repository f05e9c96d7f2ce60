package dev.sentinel.identity.session;

import dev.sentinel.identity.person.PersonId;
import java.time.Instant;
import java.util.Optional;

/**
 * From a sign-in to its end.
 *
 * @param endsAt at the latest, however it is used
 */
record Session(
        SessionId id,
        PersonId person,
        boolean mfa,
        Instant createdAt,
        Instant endsAt,
        Optional<Instant> endedAt) {

    boolean isLiveAt(Instant now) {
        return endedAt.isEmpty() && now.isBefore(endsAt);
    }
}
