package dev.sentinel.identity.token;

import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.limit.RequestLimits;
import dev.sentinel.identity.policy.Policies;
import dev.sentinel.identity.token.Tokens.RevokeOutcome;
import dev.sentinel.trust.token.VerifiedToken;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code POST /api/v1/token/introspect} (RFC 7662) and {@code /api/v1/token/revoke} (RFC 7009). */
public final class IntrospectionResource implements Resource {

    private final Policies policies;
    private final Tokens tokens;
    private final RequestLimits limits;
    private final TokenConfig config;

    public IntrospectionResource(
            Policies policies, Tokens tokens, RequestLimits limits, TokenConfig config) {
        this.policies = policies;
        this.tokens = tokens;
        this.limits = limits;
        this.config = config;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("/api/v1/token/introspect")
                        .dialect(Dialect.OAUTH)
                        .access(policies::ruleOrService)
                        .limit(limits)
                        .to(this::introspect),
                Route.post("/api/v1/token/revoke")
                        .dialect(Dialect.OAUTH)
                        .access(policies::rule)
                        .limit(limits)
                        .to(this::revoke));
    }

    private Response introspect(Request request) {
        String token = request.form().required("token");
        return Response.json(
                200,
                tokens.introspect(token, Requester.of(request))
                        .map(this::json)
                        .orElseGet(() -> Map.of("active", false)));
    }

    private Response revoke(Request request) {
        String token = request.form().required("token");
        RevokeOutcome outcome = tokens.revoke(token, Requester.of(request));
        return switch (outcome) {
            // RFC 7009 section 2.2: an unknown token is answered as a revoked one.
            case REVOKED, NOTHING_TO_REVOKE -> Response.json(200, Map.of());
            case NOT_YOURS ->
                    throw Problem.oauth(
                            403,
                            "access_denied",
                            "the token is another client's: scope admin is required");
        };
    }

    private static Optional<Map<String, Object>> act(List<String> actors) {
        Optional<Map<String, Object>> act = Optional.empty();
        for (String actor : actors.reversed()) {
            Map<String, Object> outer = new LinkedHashMap<>();
            outer.put("sub", actor);
            act.ifPresent(inner -> outer.put("act", inner));
            act = Optional.of(outer);
        }
        return act;
    }

    private Map<String, Object> json(VerifiedToken token) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("active", true);
        json.put("scope", String.join(" ", token.principal().scopes().stream().sorted().toList()));
        json.put("client_id", token.principal().id());
        json.put("token_type", TokenType.of(token.confirmation()).word());
        json.put("exp", token.expiresAt().getEpochSecond());
        json.put("iat", token.issuedAt().getEpochSecond());
        json.put("sub", token.chain().getFirst());
        json.put(
                "aud",
                token.audience().size() == 1 ? token.audience().getFirst() : token.audience());
        json.put("iss", config.issuer());
        json.put("jti", token.tokenId());
        json.put("wid", token.principal().workspace());
        // RFC 8693 section 4.1: who acts, outermost first.
        act(token.chain().subList(1, token.chain().size())).ifPresent(act -> json.put("act", act));
        if (!token.confirmation().isNone()) {
            json.put("cnf", token.confirmation().json());
        }
        return json;
    }
}
