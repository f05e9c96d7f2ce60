package dev.sentinel.demo;

import dev.sentinel.base.config.Settings;
import dev.sentinel.client.Agent;
import dev.sentinel.client.AgentIdPClient;
import dev.sentinel.client.NewCredential;
import dev.sentinel.client.RegisterAgentRequest;
import dev.sentinel.demo.process.DemoProcess;
import dev.sentinel.demo.signin.DemoSignIn;
import dev.sentinel.server.cli.Surroundings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What commands find around them in a demo: its stores, and people who are signed in already. */
record DemoSurroundings(Path home, Map<String, String> environment) implements Surroundings {
    DemoSurroundings {
        environment = Map.copyOf(environment);
    }

    @Override
    public Settings settings() {
        return DemoProcess.settingsOf(home, environment);
    }

    /** The agent that the settings name, as in production; else one registered for the occasion. */
    @Override
    public AgentIdPClient agent(Set<String> scopes) {
        if (namesAnAgent()) {
            return Surroundings.of(environment, home.resolve(".env")).agent(scopes);
        }
        try (AgentIdPClient administrator = administrator()) {
            Agent agent =
                    administrator
                            .agents()
                            .registerAgent(
                                    RegisterAgentRequest.builder()
                                            .email(
                                                    "command-%s@demo.test"
                                                            .formatted(UUID.randomUUID()))
                                            .owner("demo")
                                            .capabilities("payments:score")
                                            .scopes(scopes.toArray(String[]::new))
                                            .build());
            NewCredential credential =
                    administrator.credentials().generateCredential(agent.agentId());
            return AgentIdPClient.connect(
                    identity(), credential.clientId(), credential.clientSecret(), scopes);
        }
    }

    @Override
    public AgentIdPClient administrator() {
        if (namesAnAgent()) {
            return agent(Set.of());
        }
        return AgentIdPClient.withToken(identity(), () -> DemoSignIn.ADMIN_TOKEN);
    }

    @Override
    public Optional<String> person() {
        return Optional.of(DemoSignIn.ANALYST_TOKEN);
    }

    private boolean namesAnAgent() {
        return settings().text("SENTINEL_CLIENT_ID").isPresent();
    }

    private URI identity() {
        return DemoProcess.addresses(home, environment).identity();
    }
}
