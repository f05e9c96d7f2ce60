package dev.sentinel.identity.token;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.limit.Admission;
import dev.sentinel.identity.limit.RequestLimits;
import dev.sentinel.identity.metric.IdentityMetrics;
import dev.sentinel.identity.token.IssueOutcome.Issued;
import dev.sentinel.identity.token.IssueOutcome.MonthExhausted;
import dev.sentinel.identity.token.IssueOutcome.NotActive;
import dev.sentinel.identity.token.IssueOutcome.NotAuthenticated;
import dev.sentinel.identity.token.IssueOutcome.ScopeRefused;
import dev.sentinel.identity.token.IssueOutcome.TooManyRequests;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Form;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code POST /api/v1/token}, also {@code /oauth2/token}: RFC 6749 section 3.2. */
public final class TokenResource implements Resource {
    private static final int MAX_BODY = 8 * 1024;
    private static final String BASIC = "Basic ";

    private final Grants grants;
    private final RequestLimits limits;
    private final IdentityMetrics metrics;
    private final TokenConfig config;

    public TokenResource(
            Grants grants, RequestLimits limits, IdentityMetrics metrics, TokenConfig config) {
        this.grants = grants;
        this.limits = limits;
        this.metrics = metrics;
        this.config = config;
    }

    @Override
    public List<Route> routes() {
        return List.of(route("/api/v1/token"), route("/oauth2/token"));
    }

    private Route route(String path) {
        return Route.post(path)
                .dialect(Dialect.OAUTH)
                .access(Rules.open())
                .limit(limits.ofTokens())
                .maxBody(MAX_BODY)
                .to(this::issue);
    }

    private Response issue(Request request) {
        Admission admission = Admission.of(request, limits);
        TokenRequest wanted = admission.asStranger(() -> parsed(request));
        return switch (grants.issue(wanted, admission, Requester.originOf(request))) {
            case Issued issued -> {
                metrics.tokenIssued(issued.scope());
                yield admission.told(Response.json(200, json(issued)).header("Pragma", "no-cache"));
            }
            case NotAuthenticated(_) -> throw admission.failed(invalidClient(wanted.proof()));
            case TooManyRequests() -> throw admission.refusal();
            case NotActive(var status) ->
                    throw admission.failed(
                            Problem.oauth(
                                    403, "unauthorized_client", "the agent is " + status.word()));
            case ScopeRefused(var scope) ->
                    throw admission.told(
                            Problem.oauth(
                                    400, "invalid_scope", "scope '" + scope + "' was not granted"));
            case MonthExhausted(var limit) ->
                    throw admission.told(
                            Problem.oauth(
                                            403,
                                            "access_denied",
                                            "the client has had its "
                                                    + limit
                                                    + " tokens of this month")
                                    .detail("code", "FREE_TIER_LIMIT_EXCEEDED"));
        };
    }

    private TokenRequest parsed(Request request) {
        Form form = request.form();
        String grant = form.required("grant_type");
        if (!grant.equals("client_credentials")) {
            throw Problem.oauth(
                    400, "unsupported_grant_type", "grant_type must be client_credentials");
        }
        // RFC 8707 section 2: there is one audience so far; another is not promised silently.
        if (form.text("resource").filter(each -> !each.equals(config.audience())).isPresent()) {
            throw Problem.oauth(
                    400, "invalid_target", "resource must be " + config.audience() + " or absent");
        }
        return new TokenRequest.ClientCredentials(proof(request, form), form.text("scope"));
    }

    /** RFC 6749 section 2.3: exactly one method. */
    private static ClientProof proof(Request request, Form form) {
        List<String> headers = request.headers("Authorization");
        Optional<String> secret = form.text("client_secret");
        if (headers.isEmpty()) {
            return new ClientProof.SecretPost(
                    form.required("client_id"),
                    new Secret(secret.orElseThrow(() -> Problem.missing("client_secret"))));
        }
        if (headers.size() > 1 || secret.isPresent()) {
            throw Problem.malformed("the client must authenticate in exactly one way");
        }
        ClientProof basic = basic(headers.getFirst());
        if (form.text("client_id").filter(id -> !id.equals(basic.clientId())).isPresent()) {
            throw Problem.invalid("client_id", "is not the one in Authorization");
        }
        return basic;
    }

    /** RFC 6749 section 2.3.1: both halves are form-encoded before Basic's base64. */
    private static ClientProof basic(String header) {
        if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            throw Problem.malformed("Authorization must be Basic, or absent");
        }
        try {
            String pair =
                    new String(
                            Base64.getDecoder().decode(header.substring(BASIC.length()).strip()),
                            StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon > 0) {
                return new ClientProof.SecretBasic(
                        decoded(pair.substring(0, colon)),
                        new Secret(decoded(pair.substring(colon + 1))));
            }
        } catch (IllegalArgumentException _) {
            // Falls through to the one message.
        }
        throw Problem.malformed("Authorization is not valid Basic");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** RFC 6749 section 5.2: a client that used Authorization is told the scheme. */
    private static Problem invalidClient(ClientProof proof) {
        Problem problem = Problem.oauth(401, "invalid_client", "client id or secret is not good");
        return switch (proof) {
            case ClientProof.SecretPost _ -> problem;
            case ClientProof.SecretBasic _ ->
                    problem.header("WWW-Authenticate", "Basic realm=\"token\"");
        };
    }

    /** RFC 6749 section 5.1. */
    private static Map<String, Object> json(Issued issued) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("access_token", issued.token());
        json.put("token_type", "Bearer");
        json.put("expires_in", issued.life().toSeconds());
        json.put("scope", issued.scope());
        return json;
    }
}
