package dev.sentinel.identity.delegation;

import dev.sentinel.identity.agent.AgentId;
import java.util.Optional;
import java.util.UUID;

/** Names a delegation; tokens that rest on it carry it in {@code chain}. */
public record DelegationId(UUID value) {

    /** Reads an id; what is not one names no delegation. */
    static Optional<DelegationId> parse(String text) {
        return AgentId.parse(text).map(id -> new DelegationId(id.value()));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
