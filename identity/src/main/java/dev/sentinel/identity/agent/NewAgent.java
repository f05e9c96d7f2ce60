package dev.sentinel.identity.agent;

import dev.sentinel.identity.access.Scope;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A registration asked for; empty scopes: the ordinary ones, as far as the requester holds them.
 */
record NewAgent(
        String email,
        AgentType type,
        String version,
        List<String> capabilities,
        String owner,
        DeploymentEnv deploymentEnv,
        Optional<Set<Scope>> scopes,
        ClientMetadata metadata) {}
