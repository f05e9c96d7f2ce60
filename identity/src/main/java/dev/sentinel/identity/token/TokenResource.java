package dev.sentinel.identity.token;

import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.limit.Admission;
import dev.sentinel.identity.limit.RequestLimits;
import dev.sentinel.identity.metric.IdentityMetrics;
import dev.sentinel.identity.token.IssueOutcome.GrantRefused;
import dev.sentinel.identity.token.IssueOutcome.Issued;
import dev.sentinel.identity.token.IssueOutcome.MonthExhausted;
import dev.sentinel.identity.token.IssueOutcome.NonceNeeded;
import dev.sentinel.identity.token.IssueOutcome.NotActive;
import dev.sentinel.identity.token.IssueOutcome.NotAuthenticated;
import dev.sentinel.identity.token.IssueOutcome.ProofRefused;
import dev.sentinel.identity.token.IssueOutcome.ScopeRefused;
import dev.sentinel.identity.token.IssueOutcome.TargetRefused;
import dev.sentinel.identity.token.IssueOutcome.TooManyRequests;
import dev.sentinel.identity.token.TokenRequest.Asked;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Endpoint;
import dev.sentinel.web.Form;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code POST /api/v1/token}, also {@code /oauth2/token}: RFC 6749 section 3.2. */
public final class TokenResource implements Resource {
    static final String PATH = "/api/v1/token";
    static final String OTHER_PATH = "/oauth2/token";
    private static final int MAX_BODY = 8 * 1024;
    private static final String CLIENT_CREDENTIALS = "client_credentials";

    private final Grants grants;
    private final RequestLimits limits;
    private final IdentityMetrics metrics;

    public TokenResource(Grants grants, RequestLimits limits, IdentityMetrics metrics) {
        this.grants = grants;
        this.limits = limits;
        this.metrics = metrics;
    }

    @Override
    public List<Route> routes() {
        return List.of(route(PATH), route(OTHER_PATH));
    }

    private Route route(String path) {
        return Route.post(path)
                .dialect(Dialect.OAUTH)
                .access(Rules.open())
                .limit(limits.ofTokens())
                .maxBody(MAX_BODY)
                .to(Endpoint.atOnce(this::issueAtOnce, this::issue));
    }

    private Response issue(Request request) {
        Admission admission = Admission.of(request, limits);
        TokenRequest wanted = admission.asStranger(() -> parsed(request));
        return Response.later(
                grants.issue(wanted, admission, Requester.originOf(request))
                        .thenApply(outcome -> answer(outcome, wanted, admission)));
    }

    /**
     * From memory. What cannot be read is refused by {@link #issue}, which may wait for a count.
     */
    private Optional<Response> issueAtOnce(Request request) {
        Admission admission = Admission.of(request, limits);
        return readable(request)
                .flatMap(wanted ->
                        grants.issueAtOnce(wanted, admission, Requester.originOf(request))
                                .map(end ->
                                        Response.later(
                                                end.thenCompose(outcome ->
                                                        soon(outcome, wanted, admission)))));
    }

    /** A refusal may be there before anybody listens, and its answer may wait for a count, too. */
    private CompletableFuture<Response> soon(
            IssueOutcome outcome, TokenRequest wanted, Admission admission) {
        return outcome instanceof Issued
                ? CompletableFuture.completedFuture(answer(outcome, wanted, admission))
                : CompletableFuture.supplyAsync(
                        () -> answer(outcome, wanted, admission), Thread::startVirtualThread);
    }

    private static Optional<TokenRequest> readable(Request request) {
        try {
            return Optional.of(parsed(request));
        } catch (Problem _) {
            return Optional.empty();
        }
    }

    private Response answer(IssueOutcome outcome, TokenRequest wanted, Admission admission) {
        return switch (outcome) {
            case Issued issued -> {
                metrics.tokenIssued(issued.scope());
                yield admission.told(
                        Response.rawJson(200, json(issued)).header("Pragma", "no-cache"));
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
            case TargetRefused(var resource) ->
                    throw admission.told(
                            Problem.oauth(
                                    400,
                                    "invalid_target",
                                    "no tokens are made for '" + resource + "'"));
            case ProofRefused(var reason) ->
                    throw admission.told(Problem.oauth(400, "invalid_dpop_proof", reason));
            case NonceNeeded(var nonce) ->
                    throw admission.told(
                            Problem.oauth(
                                            400,
                                            "use_dpop_nonce",
                                            "the proof must carry the nonce in DPoP-Nonce")
                                    .header("DPoP-Nonce", nonce));
            case GrantRefused(var reason) ->
                    // RFC 8693 section 2.2.2.
                    throw admission.told(Problem.oauth(400, "invalid_request", reason));
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

    /** RFC 9449 section 4.3 item 1: two proofs prove nothing. */
    private static Optional<String> dpop(Request request) {
        List<String> proofs = request.headers("DPoP");
        if (proofs.size() > 1) {
            throw Problem.oauth(400, "invalid_dpop_proof", "there must be one DPoP header");
        }
        return proofs.stream().findFirst();
    }

    private static TokenRequest parsed(Request request) {
        Form form = request.form("resource", "audience");
        String grant = form.required("grant_type");
        if (!grant.equals(CLIENT_CREDENTIALS) && !grant.equals(TokenExchange.GRANT)) {
            throw Problem.oauth(
                    400,
                    "unsupported_grant_type",
                    "grant_type must be " + CLIENT_CREDENTIALS + " or " + TokenExchange.GRANT);
        }
        Asked asked =
                new Asked(
                        ClientProofs.read(request, form),
                        form.text("scope"),
                        targets(form),
                        dpop(request),
                        request.path());
        return grant.equals(CLIENT_CREDENTIALS)
                ? new TokenRequest.ClientCredentials(asked)
                : exchange(asked, form);
    }

    /** RFC 8693 section 2.1: access tokens of ours for access tokens of ours, and nothing else. */
    private static TokenRequest exchange(Asked asked, Form form) {
        String subject = form.required("subject_token");
        requireAccessToken(form.required("subject_token_type"), "subject_token_type");
        Optional<String> actor = form.text("actor_token");
        if (actor.isPresent()) {
            requireAccessToken(form.required("actor_token_type"), "actor_token_type");
        }
        form.text("requested_token_type")
                .ifPresent(type -> requireAccessToken(type, "requested_token_type"));
        return new TokenRequest.TokenExchange(asked, subject, actor);
    }

    private static void requireAccessToken(String type, String field) {
        if (!type.equals(TokenExchange.ACCESS_TOKEN)) {
            throw Problem.invalid(field, "must be " + TokenExchange.ACCESS_TOKEN);
        }
    }

    /** RFC 8707 section 2, RFC 8693 section 2.1: audience names the same, by another name. */
    private static List<String> targets(Form form) {
        List<String> targets = new ArrayList<>(form.texts("resource"));
        targets.addAll(form.texts("audience"));
        return targets;
    }

    /** RFC 6749 section 5.2: a client that used Authorization is told the scheme. */
    private static Problem invalidClient(ClientProof proof) {
        Problem problem = Problem.oauth(401, "invalid_client", "the client is not authenticated");
        return proof instanceof ClientProof.SecretBasic
                ? problem.header("WWW-Authenticate", "Basic realm=\"token\"")
                : problem;
    }

    /**
     * RFC 6749 section 5.1. None of the words holds anything to escape, a token least of all: a
     * thousand characters need not be looked at for it.
     */
    private static byte[] json(Issued issued) {
        StringBuilder json = new StringBuilder(issued.token().length() + 256);
        json.append("{\"access_token\":\"").append(issued.token());
        if (issued.exchanged()) {
            // RFC 8693 section 2.2.1.
            json.append("\",\"issued_token_type\":\"").append(TokenExchange.ACCESS_TOKEN);
        }
        json.append("\",\"token_type\":\"").append(issued.type().word());
        json.append("\",\"expires_in\":").append(issued.life().toSeconds());
        json.append(",\"scope\":\"").append(issued.scope()).append("\"}");
        return json.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
