package dev.sentinel.gateway.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.audit.event.SecurityActions;
import dev.sentinel.base.json.Json;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.Rules;
import dev.sentinel.trust.token.TokenAuthenticator;
import dev.sentinel.trust.token.TokenVerifier;
import dev.sentinel.trust.token.VerifiedToken;
import dev.sentinel.web.Access;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;
import dev.sentinel.web.RequestTarget;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Accounts, as the public reaches them: identity's answers, and for pages a session in place of
 * tokens (contract studio.md 2 and 4).
 */
final class AccountResource implements Resource {
    private static final Access PEOPLE = Rules.role(Role.VIEWER);
    private static final Access ADMIN = Rules.anyOf(Rules.scope("admin"), Rules.role(Role.ADMIN));
    private static final Access AUDIT =
            Rules.anyOf(Rules.scope("audit:read"), Rules.scope("admin"), Rules.role(Role.ADMIN));
    private static final Pattern EVENT =
            Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    private static final Pattern PERSON = Pattern.compile("usr_" + EVENT.pattern());
    private static final String IDENTITYS_PREFIX = "/api/v1";
    private static final int OK = 200;
    private static final int FIRST_REFUSAL = 400;

    /** Of identity's headers, those that its callers are to see. */
    private static final List<String> TOLD =
            List.of(
                    "Retry-After",
                    "RateLimit-Limit",
                    "RateLimit-Remaining",
                    "RateLimit-Reset",
                    "X-RateLimit-Limit",
                    "X-RateLimit-Remaining",
                    "X-RateLimit-Reset",
                    "WWW-Authenticate");

    private final IdentityClient identity;
    private final BrowserSessions sessions;
    private final SessionCookie cookies;
    private final CookieAuthenticator byCookie;
    private final TokenVerifier verifier;
    private final String prefix;

    AccountResource(
            IdentityClient identity,
            BrowserSessions sessions,
            SessionCookie cookies,
            CookieAuthenticator byCookie,
            TokenVerifier verifier,
            String prefix) {
        this.identity = identity;
        this.sessions = sessions;
        this.cookies = cookies;
        this.byCookie = byCookie;
        this.verifier = verifier;
        this.prefix = prefix;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                counted("/auth/login", Rules.open()).to(this::signIn),
                counted("/auth/mfa/verify", Rules.open()).to(this::signIn),
                counted("/auth/register", Rules.open()).to(this::passOn),
                route("POST", "/auth/refresh", Rules.open()).to(this::refresh),
                route("POST", "/auth/logout", PEOPLE).to(this::signOut),
                route("POST", "/auth/logout-all", PEOPLE).to(this::signOut),
                route("GET", "/auth/me", PEOPLE).to(this::passOn),
                counted("/auth/mfa/enrol", PEOPLE).to(this::passOn),
                counted("/auth/mfa/confirm", PEOPLE).to(this::passOn),
                counted("/auth/mfa/disable", PEOPLE).to(this::passOn),
                route("GET", "/users", ADMIN).to(this::list),
                route("POST", "/users", ADMIN).to(this::passOn),
                route("PATCH", "/users/{userId}/role", ADMIN).to(this::change),
                route("PATCH", "/users/{userId}/status", ADMIN).to(this::change),
                route("GET", "/audit", AUDIT).to(this::events),
                route("GET", "/audit/{eventId}", AUDIT).to(this::event));
    }

    /** Identity counts who tries, and tells of it. */
    private Route.Draft counted(String path, Access access) {
        return route("POST", path, access).attempts("as identity's");
    }

    private Route.Draft route(String method, String path, Access access) {
        return Route.on(method, prefix + path)
                .dialect(Dialect.ENVELOPE)
                .access(access)
                .audit(SecurityActions.API_CALL.name());
    }

    private Response passOn(Request request) {
        return told(ask(request));
    }

    private Response list(Request request) {
        return told(ask(request, query(request), Optional.empty()));
    }

    private Response change(Request request) {
        if (!PERSON.matcher(request.pathParam("userId")).matches()) {
            throw Problem.notFound("USER_NOT_FOUND", "no such user in your workspace");
        }
        return passOn(request);
    }

    private Response events(Request request) {
        return enveloped(ask(request, query(request), Optional.empty()));
    }

    /** Anything but an id could be a route of identity's own: "export" answers without end. */
    private Response event(Request request) {
        String id = request.pathParam("eventId");
        if (!EVENT.matcher(id).matches()) {
            throw Problem.notFound("AUDIT_EVENT_NOT_FOUND", "no audit event " + id + " is shown")
                    .detail("eventId", id);
        }
        return enveloped(ask(request));
    }

    /** A page gets a cookie and never sees a token (RFC 10017 section 6.1.2). */
    private Response signIn(Request request) {
        boolean page = CrossSite.isOfAPage(request);
        if (page) {
            // Else another site could sign its victim in as somebody else, and read what it does.
            CrossSite.check(request);
        }
        // Read before identity begins a session that nobody would get to know.
        Optional<SessionCookie.Value> before = cookies.only(request);
        HttpResponse<byte[]> answer = ask(request);
        if (!page || answer.statusCode() != OK) {
            return told(answer);
        }
        // One that the browser had before is not left behind.
        before.ifPresent(sessions::forget);
        JsonNode result = BrowserSessions.result(answer);
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("token_type", "session");
        shown.put("expires_in", SessionConfig.LONGEST.toSeconds());
        shown.put("user", result.path("user"));
        Response response = Response.enveloped(OK, shown);
        tell(answer, response);
        return response.cookie(sessions.begin(result));
    }

    /** The refresh token may stand where an access token stands elsewhere. */
    private Response refresh(Request request) {
        return told(ask(request, "", TokenAuthenticator.bearer(request)));
    }

    private Response signOut(Request request) {
        Response response = told(ask(request));
        Optional<SessionCookie.Value> cookie = byCookie.cookie(request);
        if (cookie.isPresent()) {
            sessions.forget(cookie.get());
            response.cookie(cookies.deletion());
        }
        return response;
    }

    /** What identity says in another API's words, in ours. */
    private Response enveloped(HttpResponse<byte[]> answer) {
        JsonNode body = json(answer);
        if (answer.statusCode() < FIRST_REFUSAL) {
            return tell(answer, Response.enveloped(answer.statusCode(), body));
        }
        Problem problem =
                Problem.of(
                                kind(answer.statusCode()),
                                body.path("code").asText("ERROR"),
                                body.path("message").asText("refused"))
                        .status(answer.statusCode());
        TOLD.forEach(name ->
                answer.headers().firstValue(name).ifPresent(value -> problem.header(name, value)));
        throw problem;
    }

    private static Problem.Kind kind(int status) {
        return switch (status) {
            case 401 -> Problem.Kind.UNAUTHENTICATED;
            case 403 -> Problem.Kind.FORBIDDEN;
            case 404 -> Problem.Kind.NOT_FOUND;
            case 429 -> Problem.Kind.RATE_LIMITED;
            default -> Problem.Kind.MALFORMED;
        };
    }

    /** Without a query: none of identity's routes reads one, but those that list. */
    private HttpResponse<byte[]> ask(Request request) {
        return ask(request, "", Optional.empty());
    }

    private HttpResponse<byte[]> ask(Request request, String query, Optional<String> presented) {
        if (request.body().length > 0) {
            requireJson(request);
        }
        return identity.ask(
                new IdentityClient.Question(
                        request.method(),
                        IDENTITYS_PREFIX + path(request.target()) + query,
                        request.body().length == 0
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(request.body()),
                        request.optionalCaller()
                                .filter(Principal.class::isInstance)
                                .map(Principal.class::cast),
                        session(request),
                        presented,
                        Optional.of(request.remoteAddress()),
                        request.userAgent(),
                        Optional.of(request.requestId())));
    }

    /** Written anew from what was matched: another spelling could reach another route there. */
    private String path(RequestTarget target) {
        return target.segments().stream()
                .skip(prefix.chars().filter(each -> each == '/').count())
                .map(segment -> URLEncoder.encode(segment, StandardCharsets.UTF_8))
                .map(segment -> "/" + segment.replace("+", "%20"))
                .collect(Collectors.joining());
    }

    /** With its question mark, if there is one; what a URI may not hold is refused (RFC 3986). */
    private static String query(Request request) {
        String query = request.target().query();
        if (query.isEmpty()) {
            return "";
        }
        try {
            return "?" + new URI("/?" + query).getRawQuery();
        } catch (URISyntaxException _) {
            throw Problem.malformed(
                    "the query contains a character that must be percent-encoded, or a % that"
                            + " encodes nothing");
        }
    }

    /** RFC 10017 section 6.1.3.3: a form of another site cannot send this type. */
    private static void requireJson(Request request) {
        String type = request.header("Content-Type").orElse("").split(";", 2)[0].strip();
        if (!type.equalsIgnoreCase("application/json")) {
            throw Problem.of(
                    Problem.Kind.UNSUPPORTED_MEDIA_TYPE, "Content-Type must be application/json");
        }
    }

    /** Of the token that has let the caller in. */
    private Optional<String> session(Request request) {
        if (request.optionalCaller().isEmpty()) {
            return Optional.empty();
        }
        return TokenAuthenticator.bearer(request)
                .filter(token -> token.indexOf('.') > 0)
                .or(() -> byCookie.accessToken(request))
                .map(verifier::verify)
                .flatMap(VerifiedToken::sessionId);
    }

    private static Response told(HttpResponse<byte[]> answer) {
        return tell(answer, Response.rawJson(answer.statusCode(), answer.body()));
    }

    private static Response tell(HttpResponse<byte[]> answer, Response response) {
        TOLD.forEach(name ->
                answer.headers().firstValue(name).ifPresent(value -> response.header(name, value)));
        return response;
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        try {
            return Json.read(answer.body());
        } catch (JsonProcessingException broken) {
            throw Problem.of(
                    Problem.Kind.UPSTREAM_FAILED, "identity's answer is not the expected one");
        }
    }
}
