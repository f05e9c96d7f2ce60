package dev.sentinel.identity.agent;

/**
 * Limits of the registry.
 *
 * @param maxAgents living agents of a workspace; decommissioned ones do not count; 0: no limit
 */
public record AgentsConfig(long maxAgents) {
    public static final long FREE_TIER = 100;
}
