package dev.sentinel.audit.erase;

import dev.sentinel.audit.tree.Hash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A request to erase.
 *
 * @param person the principal's id
 * @param alsoKnownAs values, such as addresses, by which the person stands in events of others
 * @param approved whether it has been carried out
 */
public record Erasure(
        UUID id,
        String workspace,
        String person,
        String reason,
        List<String> alsoKnownAs,
        String askedBy,
        Hash askedFor,
        Instant askedAt,
        boolean approved) {
    /** How long the second administrator has. */
    public static final Duration OPEN_FOR = Duration.ofDays(1);

    public Erasure {
        alsoKnownAs = List.copyOf(alsoKnownAs);
    }

    public Instant openUntil() {
        return askedAt.plus(OPEN_FOR);
    }
}
