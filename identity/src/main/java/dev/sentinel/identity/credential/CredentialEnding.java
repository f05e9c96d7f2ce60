package dev.sentinel.identity.credential;

import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.agent.Agents.EndOfAgent;
import java.time.Instant;

/** An agent that ends takes its credentials with it. */
public final class CredentialEnding implements EndOfAgent {
    private final CredentialStore store = new CredentialStore();

    @Override
    public int ended(Tx tx, AgentId id, Instant at) {
        return store.revokeAll(tx, id, at);
    }
}
