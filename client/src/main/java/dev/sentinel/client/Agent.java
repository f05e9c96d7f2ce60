package dev.sentinel.client;

import java.time.Instant;
import java.util.List;

/**
 * A registered agent as the API shows it.
 *
 * @param agentId also the OAuth {@code client_id}
 * @param status {@code active}, {@code suspended} or {@code decommissioned}
 */
public record Agent(
        String agentId,
        String email,
        String agentType,
        String version,
        List<String> capabilities,
        String owner,
        String deploymentEnv,
        String status,
        List<String> scopes,
        Instant createdAt,
        Instant updatedAt) {

    public Agent {
        capabilities = List.copyOf(capabilities);
        scopes = List.copyOf(scopes);
    }
}
