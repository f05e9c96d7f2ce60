package dev.sentinel.identity.audit;

import dev.sentinel.audit.erase.ApproveOutcome;
import dev.sentinel.audit.erase.AskOutcome;
import dev.sentinel.audit.erase.Decider;
import dev.sentinel.audit.erase.Erasure;
import dev.sentinel.audit.erase.Erasures;
import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.agent.Agent;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.agent.Agents;
import dev.sentinel.identity.limit.RequestLimits;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.Access;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.JsonBody;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * {@code /api/v1/audit/erasures}: one administrator asks that a person be erased from the log, and
 * another approves.
 */
public final class ErasureResource implements Resource {
    private static final String ALL = "/api/v1/audit/erasures";
    private static final int MAX_VALUES = 20;
    private static final int MAX_TEXT = 256;
    private static final Access ADMIN = Rules.anyOf(Rules.scope("admin"), Rules.role(Role.ADMIN));

    private final Erasures erasures;
    private final Agents agents;
    private final RequestLimits limits;

    public ErasureResource(Erasures erasures, Agents agents, RequestLimits limits) {
        this.erasures = erasures;
        this.agents = agents;
        this.limits = limits;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post(ALL).dialect(Dialect.AGENT).access(ADMIN).limit(limits).to(this::ask),
                Route.put(ALL + "/{erasureId}/approval")
                        .dialect(Dialect.AGENT)
                        .access(ADMIN)
                        .limit(limits)
                        .to(this::approve));
    }

    private Response ask(Request request) {
        JsonBody body = request.json();
        String person = body.text("personId", MAX_TEXT);
        String reason = body.text("reason", MAX_TEXT);
        List<String> alsoKnownAs =
                body.has("alsoKnownAs")
                        ? body.texts("alsoKnownAs", MAX_VALUES, MAX_TEXT)
                        : List.of();
        body.refuseUnknown();
        if (person.isBlank()) {
            throw body.invalid("personId", "must not be blank");
        }
        if (alsoKnownAs.stream().anyMatch(value -> value.length() < 3)) {
            throw body.invalid("alsoKnownAs", "values have at least 3 characters");
        }
        Erasure asked =
                switch (erasures.ask(person, reason, alsoKnownAs, decider(request))) {
                    case AskOutcome.Asked(var erasure) -> erasure;
                    case AskOutcome.NobodyKnown() ->
                            throw Problem.notFound(
                                            "PERSON_NOT_FOUND",
                                            "the audit log knows nobody with the id " + person)
                                    .detail("personId", person);
                };
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("erasureId", asked.id().toString());
        json.put("personId", asked.person());
        json.put("requestedBy", asked.askedBy());
        json.put("openUntil", asked.openUntil().toString());
        return Response.json(201, json);
    }

    private Response approve(Request request) {
        String id = request.pathParam("erasureId");
        return switch (erasures.approve(id(id), decider(request))) {
            case ApproveOutcome.Erased(long events) ->
                    Response.json(200, Map.of("erasureId", id, "erased", events));
            case ApproveOutcome.NoSuchErasure() -> throw noSuchErasure(id);
            case ApproveOutcome.SamePerson() ->
                    throw Problem.forbidden(
                            "another administrator than the one who asked must approve");
            case ApproveOutcome.TooLate() ->
                    throw Problem.conflict(
                            "ERASURE_EXPIRED", "not approved within a day: ask for it again");
            case ApproveOutcome.AlreadyErased() ->
                    throw Problem.conflict("ERASURE_DONE", "the erasure has been carried out");
        };
    }

    private Decider decider(Request request) {
        Requester by = Requester.of(request);
        return new Decider(by.actor(), accountable(request, by), by.workspace(), by.origin());
    }

    /** Who answers: an owner's agents, and the owner in person, decide as one. */
    private String accountable(Request request, Requester by) {
        return switch (request.caller()) {
            case Principal.Person person -> person.email().orElse(person.id());
            case Principal.Agent agent ->
                    AgentId.parse(agent.id())
                            .flatMap(id -> agents.find(id, by))
                            .map(Agent::owner)
                            .orElse(agent.id());
            default -> by.id();
        };
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw noSuchErasure(text);
        }
    }

    private static Problem noSuchErasure(String id) {
        return Problem.notFound("ERASURE_NOT_FOUND", "no erasure " + id).detail("erasureId", id);
    }
}
