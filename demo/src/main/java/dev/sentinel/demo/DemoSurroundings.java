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

    /** Registers an agent for the occasion. */
    @Override
    public AgentIdPClient agent(Set<String> scopes) {
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
        return AgentIdPClient.withToken(identity(), () -> DemoSignIn.ADMIN_TOKEN);
    }

    private URI identity() {
        return DemoProcess.addresses(home, environment).identity();
    }
}
