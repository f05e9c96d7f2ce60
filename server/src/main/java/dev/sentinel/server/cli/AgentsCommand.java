package dev.sentinel.server.cli;

import dev.sentinel.client.Agent;
import dev.sentinel.client.AgentIdPClient;
import dev.sentinel.client.ListAgentsParams;
import dev.sentinel.client.NewCredential;
import dev.sentinel.client.PaginatedAgents;
import dev.sentinel.client.RegisterAgentRequest;
import dev.sentinel.identity.bootstrap.FirstAdministrator.Administrator;
import dev.sentinel.identity.bootstrap.FirstAdministrator.Outcome;
import dev.sentinel.identity.bootstrap.FirstAdministrator.Outcome.Exists;
import dev.sentinel.identity.bootstrap.FirstAdministrator.Outcome.Made;
import dev.sentinel.identity.bootstrap.FirstAdministrator.Outcome.NoTables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "agents", description = "The registry of agents.")
final class AgentsCommand {
    private static final int PAGE = 100;

    private final Surroundings surroundings;

    AgentsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Command(
            name = "bootstrap",
            description = {
                "Makes the first administrator of a workspace; its secret is shown this once.",
                "",
                "Works on the database that the settings name, whether the platform runs or not: no"
                        + " port takes this request, so only who holds the settings of identity"
                        + " (DATABASE_URL, CREDENTIAL_PEPPER) can make it. The tables must be there:"
                        + " start the platform once before."
            })
    int bootstrap(
            @Mixin Output output,
            @Option(
                            names = "--workspace",
                            defaultValue = "main",
                            paramLabel = "NAME",
                            description = "which workspace (default: main)")
                    String workspace,
            @Option(
                            names = "--owner",
                            defaultValue = "${sys:user.name}",
                            paramLabel = "NAME",
                            description = "who answers for it (default: you)")
                    String owner,
            @Option(
                            names = "--force",
                            description =
                                    "end the one made by this command before, with its tokens")
                    boolean force) {
        Outcome outcome = AdministratorSetup.run(surroundings, workspace, owner, force);
        return switch (outcome) {
            case NoTables() ->
                    throw new CommandFailure(
                            "the database of the settings has not the platform's tables: start the"
                                    + " platform once, then run this again");
            case Exists(var administrators) ->
                    throw new CommandFailure(
                            "workspace %s has an administrator: %s; --force replaces the one made by this command"
                                    .formatted(workspace, named(administrators)));
            case Made made -> {
                made.ended().forEach(each -> output.line("ended          " + named(each)));
                made.others().forEach(each -> output.line("also there     " + named(each)));
                output.line("client_id      " + made.clientId());
                output.line("client_secret  " + made.secret().expose());
                output.result(json(workspace, made));
                yield ExitCode.OK;
            }
        };
    }

    private static Map<String, Object> json(String workspace, Made made) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("workspace", workspace);
        json.put("clientId", made.clientId());
        json.put("clientSecret", made.secret().expose());
        json.put("ended", made.ended());
        json.put("others", made.others());
        return json;
    }

    private static String named(List<Administrator> administrators) {
        return administrators.stream().map(AgentsCommand::named).collect(Collectors.joining(", "));
    }

    private static String named(Administrator administrator) {
        return "%s (%s, owner %s)"
                .formatted(administrator.clientId(), administrator.email(), administrator.owner());
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
            PaginatedAgents agents = client.agents().listAgents(ListAgentsParams.page(page, PAGE));
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
