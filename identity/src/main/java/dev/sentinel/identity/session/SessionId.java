package dev.sentinel.identity.session;

import dev.sentinel.identity.agent.AgentId;
import java.util.Optional;
import java.util.UUID;

/** Names a session: {@code ses_} and a UUID of version 7. Tokens carry it as {@code sid}. */
record SessionId(UUID value) {
    private static final String PREFIX = "ses_";

    /** Reads an id; what is not one names no session. */
    static Optional<SessionId> parse(String text) {
        return text.startsWith(PREFIX)
                ? AgentId.parse(text.substring(PREFIX.length()))
                        .map(id -> new SessionId(id.value()))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return PREFIX + value;
    }
}
