package dev.sentinel.identity.credential;

import dev.sentinel.identity.agent.AgentId;
import java.util.Optional;
import java.util.UUID;

/** Names a credential; tokens issued with it carry it as {@code sid}. */
public record CredentialId(UUID value) {

    /** Reads an id; what is not one names no credential. */
    public static Optional<CredentialId> parse(String text) {
        return AgentId.parse(text).map(id -> new CredentialId(id.value()));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
