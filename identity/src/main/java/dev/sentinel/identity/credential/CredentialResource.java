package dev.sentinel.identity.credential;

import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.agent.AgentPath;
import dev.sentinel.identity.credential.CredentialOutcome.Done;
import dev.sentinel.identity.credential.CredentialOutcome.Refusal;
import dev.sentinel.identity.credential.CredentialOutcome.Refused;
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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/agents/{agentId}/credentials}. */
public final class CredentialResource implements Resource {
    private static final String ALL = "/api/v1/agents/{agentId}/credentials";
    private static final String ONE = ALL + "/{credentialId}";

    private final Policies policies;
    private final Credentials credentials;
    private final LeakedCredentials leaked;
    private final RequestLimits limits;
    private final Clock clock;

    public CredentialResource(
            Policies policies,
            Credentials credentials,
            LeakedCredentials leaked,
            RequestLimits limits,
            Clock clock) {
        this.policies = policies;
        this.credentials = credentials;
        this.leaked = leaked;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post(ALL)
                        .dialect(Dialect.AGENT)
                        .access(policies::rule)
                        .limit(limits)
                        .to(this::generate),
                Route.get(ALL)
                        .dialect(Dialect.AGENT)
                        .access(policies::rule)
                        .limit(limits)
                        .to(this::list),
                Route.post(ONE + "/rotate")
                        .dialect(Dialect.AGENT)
                        .access(policies::rule)
                        .limit(limits)
                        .to(this::rotate),
                Route.delete(ONE)
                        .dialect(Dialect.AGENT)
                        .access(policies::rule)
                        .limit(limits)
                        .to(this::revoke));
    }

    private Response generate(Request request) {
        Optional<Instant> expiresAt = expiry(request);
        NewSecret made =
                done(
                        request,
                        credentials.generate(
                                AgentPath.agentId(request), expiresAt, Requester.of(request)));
        return Response.json(201, json(made));
    }

    private Response list(Request request) {
        return Response.json(
                200,
                done(
                                request,
                                credentials.list(
                                        AgentPath.agentId(request),
                                        Paging.of(request),
                                        Requester.of(request)))
                        .json(this::json));
    }

    private Response rotate(Request request) {
        if (request.body().length > 0) {
            // It keeps its end: whoever sends another one is told, not passed over.
            request.json().refuseUnknown();
        }
        NewSecret made =
                done(
                        request,
                        credentials.rotate(
                                AgentPath.agentId(request),
                                credentialId(request),
                                Requester.of(request)));
        return Response.json(200, json(made));
    }

    private Response revoke(Request request) {
        AgentId agent = AgentPath.agentId(request);
        CredentialId id = credentialId(request);
        Requester by = Requester.of(request);
        if (hasLeaked(request)) {
            List<Credential> _ = done(request, leaked.revoke(agent, id, by));
        } else {
            Credential _ = done(request, credentials.revoke(agent, id, by));
        }
        return Response.noContent();
    }

    private static boolean hasLeaked(Request request) {
        return switch (request.query("leaked").orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Problem.invalid("leaked", "must be true or false");
        };
    }

    /** The body may be absent, empty, or name an end, in whole seconds as tokens have them. */
    private Optional<Instant> expiry(Request request) {
        if (request.body().length == 0) {
            return Optional.empty();
        }
        JsonBody body = request.json();
        Optional<Instant> expiresAt =
                body.optionalInstant("expiresAt").map(end -> end.truncatedTo(ChronoUnit.SECONDS));
        body.refuseUnknown();
        if (expiresAt.filter(end -> !end.isAfter(clock.instant())).isPresent()) {
            throw body.invalid("expiresAt", "must be in the future");
        }
        return expiresAt;
    }

    private static <T> T done(Request request, CredentialOutcome<T> outcome) {
        return switch (outcome) {
            case Done<T>(T result) -> result;
            case Refused<T>(Refusal why) -> throw refused(request, why);
        };
    }

    private static Problem refused(Request request, Refusal why) {
        return switch (why) {
            case NO_SUCH_AGENT -> AgentPath.noSuchAgent(request);
            case NO_SUCH_CREDENTIAL -> noSuchCredential(request);
            case NOT_YOURS ->
                    Problem.forbidden(
                            "an agent manages only its own credentials: scope admin is required"
                                    + " for others");
            case BEYOND_YOUR_SCOPES ->
                    Problem.forbidden(
                            "the credential allows scopes that your token does not carry: use a"
                                    + " token with all of them, or scope admin");
            case MAKER_REVOKED ->
                    Problem.unauthenticated("the token has been revoked")
                            .header("WWW-Authenticate", "Bearer error=\"invalid_token\"");
            case DELEGATED ->
                    Problem.forbidden(
                            "a token that acts for somebody makes no secrets, which would outlive"
                                    + " it");
            case AGENT_NOT_ACTIVE ->
                    Problem.conflict(
                            "AGENT_NOT_ACTIVE", "only an active agent can be given a credential");
            case ALREADY_REVOKED ->
                    Problem.conflict(
                            "CREDENTIAL_ALREADY_REVOKED",
                            "the credential was revoked, which is final");
            case EXPIRED ->
                    Problem.conflict(
                            "CREDENTIAL_EXPIRED", "the credential has expired: generate another");
            case TOO_MANY ->
                    Problem.conflict(
                            "CREDENTIAL_LIMIT_EXCEEDED",
                            "the agent has as many credentials as it may: revoke one");
        };
    }

    private Map<String, @Nullable Object> json(NewSecret made) {
        Map<String, @Nullable Object> json = json(made.credential());
        json.put("clientSecret", made.secret().expose());
        return json;
    }

    /**
     * Times that have not come are null in the contract's shape; so are scopes of a credential that
     * allows all that its agent may.
     */
    private Map<String, @Nullable Object> json(Credential credential) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("credentialId", credential.id().toString());
        json.put("clientId", credential.agent().toString());
        json.put("status", credential.statusAt(clock.instant()));
        json.put("scopes", credential.scopes().map(Scope::words).orElse(null));
        json.put("createdAt", credential.createdAt().toString());
        json.put("expiresAt", credential.expiresAt().map(Instant::toString).orElse(null));
        json.put("revokedAt", credential.revokedAt().map(Instant::toString).orElse(null));
        return json;
    }

    private static CredentialId credentialId(Request request) {
        return CredentialId.parse(request.pathParam("credentialId"))
                .orElseThrow(() -> noSuchCredential(request));
    }

    private static Problem noSuchCredential(Request request) {
        String id = request.pathParam("credentialId");
        return Problem.notFound("CREDENTIAL_NOT_FOUND", "no credential " + id)
                .detail("credentialId", id);
    }
}
