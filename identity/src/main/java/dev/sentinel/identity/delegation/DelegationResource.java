package dev.sentinel.identity.delegation;

import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.agent.AgentPath;
import dev.sentinel.identity.limit.RequestLimits;
import dev.sentinel.identity.listing.Paging;
import dev.sentinel.identity.policy.Policies;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.JsonBody;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /api/v1/agents/{agentId}/delegations}: for whom the agent may act. */
public final class DelegationResource implements Resource {
    private static final String ALL = "/api/v1/agents/{agentId}/delegations";
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Policies policies;
    private final Delegations delegations;
    private final RequestLimits limits;
    private final Clock clock;

    public DelegationResource(
            Policies policies, Delegations delegations, RequestLimits limits, Clock clock) {
        this.policies = policies;
        this.delegations = delegations;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        // Every person, also one without any other right: what it lends are its own, which are few.
        return List.of(
                Route.post(ALL)
                        .dialect(Dialect.AGENT)
                        .access(policies::ruleOrPerson)
                        .limit(limits)
                        .to(this::grant),
                Route.get(ALL)
                        .dialect(Dialect.AGENT)
                        .access(policies::ruleOrPerson)
                        .limit(limits)
                        .to(this::list),
                Route.delete(ALL + "/{delegationId}")
                        .dialect(Dialect.AGENT)
                        .access(policies::ruleOrPerson)
                        .limit(limits)
                        .to(this::revoke));
    }

    private Response grant(Request request) {
        JsonBody body = request.json();
        Requester by = Requester.of(request);
        String subject = body.optionalText("subject", 64).orElse(by.id());
        Set<Scope> scopes = scopes(body);
        Instant expiresAt = expiresAt(body);
        body.refuseUnknown();
        Delegation made =
                done(
                        request,
                        delegations.grant(
                                AgentPath.agentId(request), subject, scopes, expiresAt, by));
        return Response.json(201, json(made));
    }

    private Response list(Request request) {
        return Response.json(
                200,
                done(
                                request,
                                delegations.list(
                                        AgentPath.agentId(request),
                                        Paging.of(request),
                                        Requester.of(request)))
                        .json(DelegationResource::json));
    }

    private Response revoke(Request request) {
        DelegationId id =
                DelegationId.parse(request.pathParam("delegationId"))
                        .orElseThrow(() -> noSuchDelegation(request));
        Delegation _ =
                done(
                        request,
                        delegations.revoke(AgentPath.agentId(request), id, Requester.of(request)));
        return Response.noContent();
    }

    private static Set<Scope> scopes(JsonBody body) {
        EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String word : body.texts("scopes", 100, 128)) {
            scopes.add(
                    Scope.find(word)
                            .orElseThrow(() ->
                                    body.invalid("scopes", "holds '" + word + "', no scope here")));
        }
        if (scopes.isEmpty()) {
            throw body.invalid("scopes", "must have at least one item such as risk:score");
        }
        return Collections.unmodifiableSet(scopes);
    }

    /** In whole seconds, as tokens have them. */
    private Instant expiresAt(JsonBody body) {
        Instant end = body.instant("expiresAt").truncatedTo(ChronoUnit.SECONDS);
        Instant now = clock.instant();
        if (!end.isAfter(now) || end.isAfter(now.plus(LONGEST))) {
            throw body.invalid(
                    "expiresAt", "must lie ahead, at most " + LONGEST.toDays() + " days");
        }
        return end;
    }

    private static <T> T done(Request request, DelegationOutcome<T> outcome) {
        return switch (outcome) {
            case DelegationOutcome.Done<T>(var result) -> result;
            case DelegationOutcome.NoSuchAgent<T>() -> throw AgentPath.noSuchAgent(request);
            case DelegationOutcome.NoSuchSubject<T>() ->
                    throw Problem.invalid(
                            "subject", "must be the id of an agent or a person of the workspace");
            case DelegationOutcome.NoSuchDelegation<T>() -> throw noSuchDelegation(request);
            case DelegationOutcome.NotYours<T>() ->
                    throw Problem.forbidden(
                            "only the subject itself, or an administrator, lends its rights");
            case DelegationOutcome.SameAgent<T>() ->
                    throw Problem.invalid("subject", "is the agent itself");
            case DelegationOutcome.AgentNotActive<T>() ->
                    throw Problem.conflict("AGENT_NOT_ACTIVE", "the agent is not active");
            case DelegationOutcome.ScopesNotGrantable<T>(var beyond) ->
                    throw Problem.forbidden("scopes can be lent only by who holds them")
                            .detail("field", "scopes")
                            .detail("scopes", Scope.words(beyond));
            case DelegationOutcome.TooMany<T>(var limit) ->
                    throw Problem.conflict(
                                    "DELEGATION_LIMIT_REACHED",
                                    "the agent has " + limit + " delegations: revoke one")
                            .detail("limit", limit);
        };
    }

    private static Map<String, Object> json(Delegation delegation) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("delegationId", delegation.id().toString());
        json.put("agentId", delegation.actor().toString());
        json.put("subject", delegation.subject());
        json.put("scopes", Scope.words(delegation.scopes()));
        json.put("grantedBy", delegation.grantedBy());
        json.put("createdAt", delegation.createdAt().toString());
        json.put("expiresAt", delegation.expiresAt().toString());
        delegation.revokedAt().ifPresent(at -> json.put("revokedAt", at.toString()));
        return json;
    }

    private static Problem noSuchDelegation(Request request) {
        String id = request.pathParam("delegationId");
        return Problem.notFound("DELEGATION_NOT_FOUND", "no delegation " + id)
                .detail("delegationId", id);
    }
}
