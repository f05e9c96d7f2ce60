package dev.sentinel.identity.agent;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Names an agent; also its OAuth {@code client_id}. */
public record AgentId(UUID value) {
    // UUID.fromString also takes 1-1-1-1-1: one agent must not have many names.
    private static final Pattern CANONICAL =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** Reads an id; what is not one names no agent. */
    public static Optional<AgentId> parse(String text) {
        return CANONICAL.matcher(text).matches()
                ? Optional.of(new AgentId(UUID.fromString(text)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
