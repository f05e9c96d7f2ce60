package dev.sentinel.identity.metric;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The counters whose names operators know: {@code agentidp_tokens_issued_total{scope}} and {@code
 * agentidp_agents_registered_total{deployment_env}}.
 */
public final class IdentityMetrics {
    private final MeterRegistry registry;
    // Scopes stand in one order in a token, so there are as many series as sets of scopes in use.
    private final Map<String, Counter> tokens = new ConcurrentHashMap<>();

    public IdentityMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A token with these scopes left the house. */
    public void tokenIssued(String scope) {
        tokens.computeIfAbsent(
                        scope,
                        each ->
                                Counter.builder("agentidp.tokens.issued")
                                        .description("access tokens issued")
                                        .tag("scope", each)
                                        .register(registry))
                .increment();
    }

    /** An agent was registered that runs there. */
    public void agentRegistered(String deploymentEnv) {
        Counter.builder("agentidp.agents.registered")
                .description("agents registered")
                .tag("deployment_env", deploymentEnv)
                .register(registry)
                .increment();
    }
}
