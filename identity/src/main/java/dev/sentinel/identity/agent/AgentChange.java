package dev.sentinel.identity.agent;

import dev.sentinel.identity.access.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a PATCH asks for; what is empty stays. */
record AgentChange(
        Optional<AgentType> type,
        Optional<String> version,
        Optional<List<String>> capabilities,
        Optional<String> owner,
        Optional<DeploymentEnv> deploymentEnv,
        Optional<Set<Scope>> scopes,
        Optional<AgentStatus> status,
        ClientMetadataChange metadata) {

    boolean isEmpty() {
        return type.isEmpty()
                && version.isEmpty()
                && capabilities.isEmpty()
                && owner.isEmpty()
                && deploymentEnv.isEmpty()
                && scopes.isEmpty()
                && status.isEmpty()
                && metadata.isEmpty();
    }

    Agent appliedTo(Agent agent, Instant now) {
        return new Agent(
                agent.id(),
                agent.workspace(),
                agent.email(),
                type.orElse(agent.type()),
                version.orElse(agent.version()),
                capabilities.orElse(agent.capabilities()),
                owner.orElse(agent.owner()),
                deploymentEnv.orElse(agent.deploymentEnv()),
                scopes.orElse(agent.scopes()),
                status.orElse(agent.status()),
                metadata.appliedTo(agent.metadata()),
                agent.createdAt(),
                now);
    }
}
