package dev.sentinel.identity.agent;

import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.agent.ChangeOutcome.Changed;
import dev.sentinel.identity.agent.ChangeOutcome.Decommissioned;
import dev.sentinel.identity.agent.ChangeOutcome.NoSuchAgent;
import dev.sentinel.identity.agent.ChangeOutcome.NotYours;
import dev.sentinel.identity.agent.RegisterOutcome.EmailTaken;
import dev.sentinel.identity.agent.RegisterOutcome.LimitReached;
import dev.sentinel.identity.agent.RegisterOutcome.Registered;
import dev.sentinel.identity.limit.RequestLimits;
import dev.sentinel.identity.listing.Page;
import dev.sentinel.identity.listing.Paging;
import dev.sentinel.identity.metric.IdentityMetrics;
import dev.sentinel.identity.policy.Policies;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code /api/v1/agents}. */
public final class AgentResource implements Resource {
    private static final String AGENTS = "/api/v1/agents";
    private static final String AGENT = AGENTS + "/{agentId}";

    private final Policies policies;
    private final Agents agents;
    private final Registrations registrations;
    private final AgentChanges changes;
    private final RequestLimits limits;
    private final IdentityMetrics metrics;

    public AgentResource(
            Policies policies,
            Agents agents,
            Registrations registrations,
            AgentChanges changes,
            RequestLimits limits,
            IdentityMetrics metrics) {
        this.policies = policies;
        this.agents = agents;
        this.registrations = registrations;
        this.changes = changes;
        this.limits = limits;
        this.metrics = metrics;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post(AGENTS)
                        .dialect(Dialect.AGENT)
                        .access(policies::rule)
                        .limit(limits)
                        .to(this::register),
                Route.get(AGENTS)
                        .dialect(Dialect.AGENT)
                        .access(policies::rule)
                        .limit(limits)
                        .to(this::list),
                Route.get(AGENT)
                        .dialect(Dialect.AGENT)
                        .access(policies::rule)
                        .limit(limits)
                        .to(this::get),
                Route.patch(AGENT)
                        .dialect(Dialect.AGENT)
                        .access(policies::rule)
                        .limit(limits)
                        .to(this::change),
                Route.delete(AGENT)
                        .dialect(Dialect.AGENT)
                        .access(policies::rule)
                        .limit(limits)
                        .to(this::decommission));
    }

    private Response register(Request request) {
        NewAgent wanted = AgentBodies.registration(request.json());
        return switch (registrations.register(wanted, Requester.of(request))) {
            case Registered(var agent) -> {
                metrics.agentRegistered(agent.deploymentEnv().word());
                yield Response.json(201, json(agent)).header("Location", AGENTS + "/" + agent.id());
            }
            case EmailTaken() ->
                    throw Problem.conflict(
                                    "AGENT_ALREADY_EXISTS",
                                    "an agent with email " + wanted.email() + " is registered")
                            .detail("email", wanted.email());
            case LimitReached(var limit) ->
                    throw Problem.of(
                                    Problem.Kind.FORBIDDEN,
                                    "FREE_TIER_LIMIT_EXCEEDED",
                                    "the workspace has " + limit + " agents, its limit")
                            .detail("limit", limit);
            case RegisterOutcome.Delegated() ->
                    throw Problem.forbidden("a token that acts for somebody registers no agents");
            case RegisterOutcome.RequesterNotActive() -> throw notActive();
            case RegisterOutcome.ScopesNotGrantable(var beyond) -> throw notGrantable(beyond);
        };
    }

    private Response list(Request request) {
        AgentFilter filter =
                new AgentFilter(
                        request.query("owner"),
                        constant(request, "agentType", AgentType.class),
                        constant(request, "status", AgentStatus.class));
        return Response.json(200, page(request, filter).json(AgentResource::json));
    }

    /** By number, or what comes after an agent: then nothing new shifts a row to another page. */
    private Page<Agent> page(Request request, AgentFilter filter) {
        Paging paging = Paging.of(request);
        Optional<String> after = request.query("after");
        if (after.isEmpty()) {
            return agents.list(filter, paging, Requester.of(request));
        }
        if (paging.page() > 1) {
            throw Problem.invalid("after", "cannot stand beside page: use one of them");
        }
        return AgentId.parse(after.get())
                .flatMap(id -> agents.listAfter(filter, id, paging, Requester.of(request)))
                .orElseThrow(() -> Problem.invalid("after", "must be the agentId of an agent"));
    }

    private Response get(Request request) {
        return agents.find(AgentPath.agentId(request), Requester.of(request))
                .map(agent -> Response.json(200, json(agent)))
                .orElseThrow(() -> AgentPath.noSuchAgent(request));
    }

    private Response change(Request request) {
        AgentChange change = AgentBodies.change(request.json());
        Agent agent =
                changed(
                        request,
                        changes.change(AgentPath.agentId(request), change, Requester.of(request)));
        return Response.json(200, json(agent));
    }

    private Response decommission(Request request) {
        changed(request, changes.decommission(AgentPath.agentId(request), Requester.of(request)));
        return Response.noContent();
    }

    private static Agent changed(Request request, ChangeOutcome outcome) {
        return switch (outcome) {
            case Changed(var agent) -> agent;
            case NoSuchAgent() -> throw AgentPath.noSuchAgent(request);
            case NotYours() ->
                    throw Problem.forbidden(
                            "an agent manages only itself: scope admin is required for others");
            case Decommissioned() ->
                    throw Problem.conflict(
                            "AGENT_DECOMMISSIONED", "the agent was decommissioned, which is final");
            case ChangeOutcome.Contradictory(var fault) ->
                    throw Problem.invalid(fault.field(), fault.what());
            case ChangeOutcome.BeyondYourScopes() ->
                    throw Problem.forbidden(
                            "how an agent authenticates is changed with a token that carries all"
                                    + " its scopes, or scope admin");
            case ChangeOutcome.Delegated() ->
                    throw Problem.forbidden(
                            "a token that acts for somebody gives no scopes, keys or owner, and"
                                    + " reactivates nobody: that would outlive the delegation");
            case ChangeOutcome.RequesterNotActive() -> throw notActive();
            case ChangeOutcome.OwnOwner() ->
                    throw Problem.forbidden(
                            "who answers for an agent is not the agent's to say: another"
                                    + " administrator changes its owner");
            case ChangeOutcome.ScopesNotGrantable(var beyond) -> throw notGrantable(beyond);
        };
    }

    private static Problem notActive() {
        return Problem.forbidden("an agent that is not active changes nothing");
    }

    /** An agent as the API shows it. */
    private static Map<String, Object> json(Agent agent) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("agentId", agent.id().toString());
        json.put("email", agent.email());
        json.putAll(agent.changeable());
        json.put("createdAt", agent.createdAt().toString());
        json.put("updatedAt", agent.updatedAt().toString());
        return json;
    }

    private static Problem notGrantable(Set<Scope> beyond) {
        return Problem.forbidden("scopes can be granted only by who holds them")
                .detail("field", "scopes")
                .detail("scopes", Scope.words(beyond));
    }

    private static <E extends Enum<E>> Optional<E> constant(
            Request request, String name, Class<E> type) {
        List<String> words =
                Arrays.stream(type.getEnumConstants())
                        .map(each -> each.name().toLowerCase(Locale.ROOT))
                        .toList();
        Optional<String> word = request.query(name);
        if (word.isPresent() && !words.contains(word.get())) {
            throw Problem.invalid(name, "must be one of " + String.join(", ", words));
        }
        return word.map(text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
    }
}
