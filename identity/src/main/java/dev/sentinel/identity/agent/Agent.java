package dev.sentinel.identity.agent;

import dev.sentinel.identity.access.Scope;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A software principal that acts for the person or organisation that owns it.
 *
 * @param email its address, which no other agent of the workspace ever has
 * @param capabilities {@code resource:action}; they inform, scopes allow
 * @param owner who answers for it
 * @param scopes what its tokens may carry at most
 * @param metadata how it authenticates for tokens
 */
public record Agent(
        AgentId id,
        String workspace,
        String email,
        AgentType type,
        String version,
        List<String> capabilities,
        String owner,
        DeploymentEnv deploymentEnv,
        Set<Scope> scopes,
        AgentStatus status,
        ClientMetadata metadata,
        Instant createdAt,
        Instant updatedAt) {

    public Agent {
        capabilities = List.copyOf(capabilities);
        scopes = Set.copyOf(scopes);
    }

    /** What can change about it, by the names of the API. */
    Map<String, Object> changeable() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("agentType", type.word());
        fields.put("version", version);
        fields.put("capabilities", capabilities);
        fields.put("owner", owner);
        fields.put("deploymentEnv", deploymentEnv.word());
        fields.put("scopes", Scope.words(scopes));
        fields.put("status", status.word());
        fields.putAll(metadata.shown());
        return fields;
    }
}
