package dev.sentinel.identity.session;

import dev.sentinel.audit.event.Origin;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.limit.Attempts;
import dev.sentinel.identity.limit.Attempts.Standing;
import dev.sentinel.identity.mfa.Challenges;
import dev.sentinel.identity.mfa.SecondFactors;
import dev.sentinel.identity.person.People;
import dev.sentinel.identity.person.PeopleConfig;
import dev.sentinel.identity.person.PersonId;
import dev.sentinel.identity.person.PersonJson;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.Rules;
import dev.sentinel.trust.handover.HandedOverCalls;
import dev.sentinel.trust.token.TokenAuthenticator;
import dev.sentinel.trust.token.TokenVerifier;
import dev.sentinel.trust.token.VerifiedToken;
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
import java.util.Optional;
import java.util.stream.Stream;

/** {@code /api/v1/auth}: signing in, going on, signing out (contract studio.md 4). */
public final class SessionResource implements Resource {
    private static final String AUTH = "/api/v1/auth";
    private static final Access PEOPLE = Rules.role(Role.VIEWER);
    private static final int MOST_TEXT = 512;
    private static final int MOST_TOKEN = 8 * 1024;

    private final SignIns signIns;
    private final Sessions sessions;
    private final People people;
    private final SecondFactors factors;
    private final SignInLimits limits;
    private final HandedOverCalls calls;
    private final TokenVerifier verifier;

    public SessionResource(
            People people,
            SecondFactors factors,
            Challenges challenges,
            Sessions sessions,
            AuditLog audit,
            Attempts attempts,
            PeopleConfig config,
            HandedOverCalls calls,
            TokenVerifier verifier) {
        this.signIns = new SignIns(people, factors, challenges, sessions, audit);
        this.sessions = sessions;
        this.people = people;
        this.factors = factors;
        this.limits = new SignInLimits(attempts, config.signIn());
        this.calls = calls;
        this.verifier = verifier;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                open("/login").attempts(limits.describe()).to(this::login),
                open("/mfa/verify").attempts(limits.describe()).to(this::verify),
                open("/refresh").to(this::refresh),
                signedIn(Route.post(AUTH + "/logout")).to(this::logout),
                signedIn(Route.post(AUTH + "/logout-all")).to(this::logoutAll),
                signedIn(Route.get(AUTH + "/me")).to(this::me));
    }

    private static Route.Draft open(String path) {
        return Route.post(AUTH + path).dialect(Dialect.ENVELOPE).access(Rules.open());
    }

    private static Route.Draft signedIn(Route.Draft route) {
        return route.dialect(Dialect.ENVELOPE).access(PEOPLE);
    }

    private Response login(Request request) {
        JsonBody body = request.json();
        String email = body.text("email", 254);
        Secret password = new Secret(body.text("password", MOST_TEXT));
        body.refuseUnknown();
        Origin origin = calls.origin(request);
        Standing standing = limits.takeSignIn(email, calls.address(request));
        if (!standing.passes()) {
            signIns.failed(email, "rate_limited", origin);
            throw standing.refusal();
        }
        SignInOutcome outcome = signIns.byPassword(email, password, origin);
        if (!(outcome instanceof SignInOutcome.Refused)) {
            limits.forgetAccount(email);
        }
        return answer(outcome, standing, "address or password is wrong");
    }

    private Response verify(Request request) {
        JsonBody body = request.json();
        Secret challenge = new Secret(body.text("mfa_token", MOST_TEXT));
        String code = body.text("code", 64);
        body.refuseUnknown();
        PersonId person =
                signIns.challenged(challenge)
                        .orElseThrow(() ->
                                Problem.of(
                                        Problem.Kind.UNAUTHENTICATED,
                                        "the mfa_token is not good any more: sign in again"));
        Origin origin = calls.origin(request);
        Standing standing = limits.takeCode(person, calls.address(request));
        if (!standing.passes()) {
            signIns.failedCode(person, "rate_limited", origin);
            throw standing.refusal();
        }
        SignInOutcome outcome = signIns.byCode(person, code, origin);
        if (outcome instanceof SignInOutcome.SignedIn) {
            limits.forgetCodes(person);
        }
        return answer(outcome, standing, "the code is wrong, or was used before");
    }

    private static Response answer(SignInOutcome outcome, Standing standing, String refusal) {
        return switch (outcome) {
            case SignInOutcome.SignedIn(var tokens) -> {
                Map<String, Object> json = json(tokens);
                json.put("user", PersonJson.brief(tokens.person()));
                Response answer = Response.enveloped(200, json);
                standing.headers().forEach(answer::header);
                yield answer;
            }
            case SignInOutcome.SecondFactorNeeded(var challenge) ->
                    throw told(
                            standing,
                            Problem.of(
                                            Problem.Kind.UNAUTHENTICATED,
                                            "MFA_REQUIRED",
                                            "a code of the second factor is required")
                                    .detail("mfa_token", challenge.expose()));
            case SignInOutcome.Refused() ->
                    throw told(
                            standing,
                            Problem.of(
                                    Problem.Kind.UNAUTHENTICATED, "INVALID_CREDENTIALS", refusal));
        };
    }

    private static Problem told(Standing standing, Problem problem) {
        standing.headers().forEach(problem::header);
        return problem;
    }

    private Response refresh(Request request) {
        return switch (sessions.refresh(
                presented(request), Requester.stranger(calls.origin(request)))) {
            case RefreshOutcome.Refreshed(var tokens) -> Response.enveloped(200, json(tokens));
            case RefreshOutcome.Expired() ->
                    throw Problem.of(
                            Problem.Kind.TOKEN_EXPIRED,
                            "the session has come to its end: sign in again");
            case RefreshOutcome.NotGood() ->
                    throw Problem.unauthenticated("the refresh token is not good");
            case RefreshOutcome.Reused() ->
                    throw Problem.unauthenticated(
                            "the refresh token was used before: the session has been ended");
        };
    }

    /** In the header or in the body; two that differ would leave open which one is meant. */
    private Secret presented(Request request) {
        Optional<String> inHeader =
                calls.isFromGateway(request)
                        ? calls.told(request, HandedOverCalls.PRESENTED)
                        : TokenAuthenticator.bearer(request);
        Optional<String> inBody = Optional.empty();
        if (request.body().length > 0) {
            JsonBody body = request.json();
            inBody = body.optionalText("refresh_token", MOST_TOKEN);
            body.refuseUnknown();
        }
        if (inHeader.isPresent() && inBody.isPresent() && !inHeader.equals(inBody)) {
            throw Problem.malformed("the header and the body show different refresh tokens");
        }
        return new Secret(
                Stream.of(inHeader, inBody)
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElseThrow(() -> Problem.missing("refresh_token")));
    }

    private Response logout(Request request) {
        session(request)
                .flatMap(SessionId::parse)
                .ifPresent(session -> sessions.end(session, by(request)));
        return Response.enveloped(200, "Logged out", null);
    }

    private Response logoutAll(Request request) {
        PersonId.parse(request.caller().id())
                .ifPresent(person -> people.endSessions(person, by(request)));
        return Response.enveloped(200, "Logged out everywhere", null);
    }

    private Response me(Request request) {
        Optional<PersonId> id = PersonId.parse(request.caller().id());
        return id.flatMap(people::find)
                .map(person -> {
                    Map<String, Object> json = PersonJson.whole(person);
                    json.put("mfa_enabled", factors.areNeeded(person.id()));
                    return Response.enveloped(200, json);
                })
                .orElseGet(() -> Response.enveloped(200, elsewhere(request)));
    }

    /** Somebody whom another place has signed in, as far as is known here. */
    private static Map<String, Object> elsewhere(Request request) {
        if (!(request.caller() instanceof Principal.Person person)) {
            throw Problem.forbidden("only people have an account here");
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", person.id());
        person.email().ifPresent(email -> json.put("email", email));
        json.put("role", person.held().word());
        json.put("tenant_id", person.workspace());
        return json;
    }

    /** The session of the token that the request came with. */
    private Optional<String> session(Request request) {
        return calls.isFromGateway(request)
                ? calls.told(request, HandedOverCalls.SESSION)
                : TokenAuthenticator.bearer(request)
                        .filter(token -> token.indexOf('.') > 0)
                        .map(verifier::verify)
                        .flatMap(VerifiedToken::sessionId);
    }

    private Requester by(Request request) {
        return Requester.of(request).at(calls.origin(request));
    }

    private static Map<String, Object> json(IssuedTokens tokens) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("access_token", tokens.access().expose());
        json.put("refresh_token", tokens.refresh().expose());
        json.put("token_type", "bearer");
        json.put("expires_in", tokens.accessLife().toSeconds());
        return json;
    }
}
