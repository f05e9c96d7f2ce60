package dev.sentinel.server.cli;

import dev.sentinel.client.Agent;
import dev.sentinel.client.AgentIdPClient;
import dev.sentinel.client.NewCredential;
import dev.sentinel.client.Page;
import dev.sentinel.client.RegisterAgentRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "agents", description = "The registry of agents, over its API.")
final class AgentsCommand {
    private static final int PAGE = 100;

    private final Surroundings surroundings;

    AgentsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Command(name = "list", description = "Lists agents, one page of 100.")
    int list(
            @Mixin Output output,
            @Option(
                            names = "--page",
                            defaultValue = "1",
                            paramLabel = "N",
                            description = "which page (default: 1)")
                    int page) {
        try (AgentIdPClient client = surroundings.administrator()) {
            Page<Agent> agents = client.agents().listAgents(page, PAGE);
            for (Agent agent : agents.data()) {
                output.line(
                        "%s  %-14s %s".formatted(agent.agentId(), agent.status(), agent.email()));
            }
            output.line("%d of %d".formatted(agents.data().size(), agents.total()));
            output.result(agents);
            return ExitCode.OK;
        }
    }

    @Command(name = "register", description = "Registers an agent.")
    int register(
            @Mixin Output output,
            @Parameters(paramLabel = "EMAIL", description = "names the agent") String email,
            @Option(
                            names = "--owner",
                            required = true,
                            paramLabel = "NAME",
                            description = "who answers for it")
                    String owner,
            @Option(
                            names = "--type",
                            defaultValue = "custom",
                            paramLabel = "TYPE",
                            description = "agent type (default: custom)")
                    String type,
            @Option(
                            names = "--capability",
                            required = true,
                            split = ",",
                            paramLabel = "NAME",
                            description = "what it can do, as resource:action; may be repeated")
                    String[] capabilities,
            @Option(
                            names = "--scope",
                            split = ",",
                            paramLabel = "SCOPE",
                            description = "what its tokens may carry; may be repeated")
                    String[] scopes) {
        try (AgentIdPClient client = surroundings.administrator()) {
            Agent agent =
                    client.agents()
                            .registerAgent(
                                    RegisterAgentRequest.builder()
                                            .email(email)
                                            .owner(owner)
                                            .agentType(type)
                                            .capabilities(capabilities)
                                            .scopes(scopes == null ? new String[0] : scopes)
                                            .build());
            output.line(agent.agentId());
            output.result(agent);
            return ExitCode.OK;
        }
    }

    @Command(
            name = "credential",
            description = "Makes a credential for an agent; the secret is shown this once.")
    int credential(
            @Mixin Output output,
            @Parameters(paramLabel = "AGENT_ID", description = "the agent") String agentId) {
        try (AgentIdPClient client = surroundings.administrator()) {
            NewCredential credential = client.credentials().generateCredential(agentId);
            output.line("client_id      " + credential.clientId());
            output.line("client_secret  " + credential.clientSecret());
            output.result(credential);
            return ExitCode.OK;
        }
    }
}
