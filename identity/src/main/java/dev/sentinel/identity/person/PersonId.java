package dev.sentinel.identity.person;

import dev.sentinel.identity.agent.AgentId;
import java.util.Optional;
import java.util.UUID;

/** Names a person: {@code usr_} and a UUID of version 7. */
public record PersonId(UUID value) {
    private static final String PREFIX = "usr_";

    /** Reads an id; what is not one names nobody. */
    public static Optional<PersonId> parse(String text) {
        return text.startsWith(PREFIX)
                ? AgentId.parse(text.substring(PREFIX.length())).map(id -> new PersonId(id.value()))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return PREFIX + value;
    }
}
