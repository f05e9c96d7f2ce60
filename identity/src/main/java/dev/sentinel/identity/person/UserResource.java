package dev.sentinel.identity.person;

import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.limit.Attempts;
import dev.sentinel.identity.limit.Attempts.Standing;
import dev.sentinel.identity.limit.RequestLimits;
import dev.sentinel.identity.listing.Paging;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.Rules;
import dev.sentinel.trust.handover.HandedOverCalls;
import dev.sentinel.web.Access;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.JsonBody;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * {@code /api/v1/users}, for administrators of a workspace, and {@code /api/v1/auth/register}, for
 * whoever has no account yet.
 */
public final class UserResource implements Resource {
    private static final String ALL = "/api/v1/users";
    private static final Access ADMIN = Rules.anyOf(Rules.scope("admin"), Rules.role(Role.ADMIN));

    private final People people;
    private final PeopleConfig config;
    private final Attempts attempts;
    private final RequestLimits limits;
    private final HandedOverCalls calls;

    public UserResource(
            People people,
            PeopleConfig config,
            Attempts attempts,
            RequestLimits limits,
            HandedOverCalls calls) {
        this.people = people;
        this.config = config;
        this.attempts = attempts;
        this.limits = limits;
        this.calls = calls;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("/api/v1/auth/register")
                        .dialect(Dialect.ENVELOPE)
                        .access(Rules.open())
                        .attempts(config.register().describe() + " for each address")
                        .to(this::register),
                managed(Route.get(ALL)).to(this::list),
                managed(Route.post(ALL)).to(this::provision),
                managed(Route.patch(ALL + "/{userId}/role")).to(this::changeRole),
                managed(Route.patch(ALL + "/{userId}/status")).to(this::changeStatus));
    }

    private Route.Draft managed(Route.Draft route) {
        return route.dialect(Dialect.ENVELOPE).access(ADMIN).limit(limits);
    }

    private Response register(Request request) {
        Standing standing =
                attempts.take(
                        Attempts.Of.address("register", calls.address(request), config.register()));
        if (!standing.passes()) {
            throw standing.refusal();
        }
        NewPerson asked = PersonBodies.newPerson(request.json());
        Response made = made(people.register(asked, Requester.stranger(calls.origin(request))));
        standing.headers().forEach(made::header);
        return made;
    }

    private Response provision(Request request) {
        return made(people.provision(PersonBodies.newPerson(request.json()), by(request)));
    }

    private Response made(PersonOutcome outcome) {
        return Response.enveloped(
                201, "Account created", Map.of("user", PersonJson.whole(done(outcome))));
    }

    private Response list(Request request) {
        return Response.enveloped(
                200, people.list(Paging.of(request), by(request)).json(PersonJson::whole));
    }

    private Response changeRole(Request request) {
        return changed(
                request,
                body -> {
                    Role role = Role.ofWord(body.oneOf("role", PersonBodies.ROLES)).orElseThrow();
                    body.refuseUnknown();
                    return people.changeRole(id(request), role, by(request));
                });
    }

    private Response changeStatus(Request request) {
        return changed(
                request,
                body -> {
                    PersonStatus status = body.oneOf("status", PersonStatus.class);
                    body.refuseUnknown();
                    return people.changeStatus(id(request), status, by(request));
                });
    }

    private Response changed(Request request, Function<JsonBody, PersonOutcome> change) {
        return Response.enveloped(
                200, Map.of("user", PersonJson.whole(done(change.apply(request.json())))));
    }

    private Requester by(Request request) {
        return Requester.of(request).at(calls.origin(request));
    }

    private static PersonId id(Request request) {
        return PersonId.parse(request.pathParam("userId")).orElseThrow(UserResource::noSuchPerson);
    }

    private static Person done(PersonOutcome outcome) {
        return switch (outcome) {
            case PersonOutcome.Done(var person) -> person;
            case PersonOutcome.NoSuchPerson() -> throw noSuchPerson();
            case PersonOutcome.AddressTaken() ->
                    throw Problem.conflict(
                            "EMAIL_ALREADY_REGISTERED", "an account has this address already");
            case PersonOutcome.RoleNotGrantable() ->
                    throw Problem.forbidden("nobody registers itself with this role");
            case PersonOutcome.Oneself() ->
                    throw Problem.forbidden("another administrator must change your own account");
        };
    }

    private static Problem noSuchPerson() {
        return Problem.notFound("USER_NOT_FOUND", "no such user in your workspace");
    }
}
