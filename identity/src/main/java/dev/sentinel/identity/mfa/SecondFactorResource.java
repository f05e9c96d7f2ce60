package dev.sentinel.identity.mfa;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.limit.AttemptLimit;
import dev.sentinel.identity.limit.Attempts;
import dev.sentinel.identity.limit.Attempts.Standing;
import dev.sentinel.identity.person.People;
import dev.sentinel.identity.person.Person;
import dev.sentinel.identity.person.PersonId;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.Rules;
import dev.sentinel.trust.handover.HandedOverCalls;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Endpoint;
import dev.sentinel.web.JsonBody;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code /api/v1/auth/mfa}: a person's own second factor. A token alone changes nothing here:
 * whoever stole one would lock its owner out.
 */
public final class SecondFactorResource implements Resource {
    private static final String MFA = "/api/v1/auth/mfa";
    private static final String ISSUER = "Sentinel";
    private static final int MOST_TEXT = 512;

    private final SecondFactors factors;
    private final People people;
    private final Attempts attempts;
    private final AttemptLimit limit;
    private final HandedOverCalls calls;

    public SecondFactorResource(
            SecondFactors factors,
            People people,
            Attempts attempts,
            AttemptLimit limit,
            HandedOverCalls calls) {
        this.factors = factors;
        this.people = people;
        this.attempts = attempts;
        this.limit = limit;
        this.calls = calls;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                route("/enrol", this::enrol),
                route("/confirm", this::confirm),
                route("/disable", this::disable));
    }

    private Route route(String path, Endpoint endpoint) {
        return Route.post(MFA + path)
                .dialect(Dialect.ENVELOPE)
                .access(Rules.role(Role.VIEWER))
                .attempts(limit.describe() + " for each account")
                .to(endpoint);
    }

    private Response enrol(Request request) {
        JsonBody body = request.json();
        Secret password = new Secret(body.text("password", MOST_TEXT));
        body.refuseUnknown();
        Person person = confirmed(request, password);
        Secret secret =
                factors.begin(person)
                        .orElseThrow(() ->
                                Problem.conflict(
                                        "MFA_ALREADY_ENROLLED",
                                        "a second factor is in force: disable it first"));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("secret", secret.expose());
        json.put("otpauth_uri", uri(person, secret));
        return Response.enveloped(200, json);
    }

    private Response confirm(Request request) {
        JsonBody body = request.json();
        String code = body.text("code", 64);
        body.refuseUnknown();
        Person person = counted(request);
        List<String> codes =
                factors.confirm(person.id(), code, by(request))
                        .orElseThrow(SecondFactorResource::wrongCode);
        return Response.enveloped(200, Map.of("recovery_codes", codes));
    }

    private Response disable(Request request) {
        JsonBody body = request.json();
        Secret password = new Secret(body.text("password", MOST_TEXT));
        String code = body.text("code", 64);
        body.refuseUnknown();
        Person person = confirmed(request, password);
        if (!factors.disable(person.id(), code, by(request))) {
            throw wrongCode();
        }
        return Response.enveloped(200, "Second factor disabled", null);
    }

    /** The caller, who shows its password once more. */
    private Person confirmed(Request request, Secret password) {
        Person person = counted(request);
        if (!people.check(person.id(), password)) {
            throw Problem.of(
                    Problem.Kind.UNAUTHENTICATED, "INVALID_CREDENTIALS", "the password is wrong");
        }
        return person;
    }

    /** The caller, who may not try passwords and codes without end. */
    private Person counted(Request request) {
        Person person =
                PersonId.parse(request.caller().id())
                        .flatMap(people::find)
                        .orElseThrow(() ->
                                Problem.forbidden(
                                        "your account is not kept here: it has no" + " password"));
        Standing standing = attempts.take(new Attempts.Of("mfa:account:" + person.id(), limit));
        if (!standing.passes()) {
            throw standing.refusal();
        }
        return person;
    }

    private Requester by(Request request) {
        return Requester.of(request).at(calls.origin(request));
    }

    /** As authenticators scan it. */
    private static String uri(Person person, Secret secret) {
        return "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=6&period=30"
                .formatted(
                        ISSUER,
                        URLEncoder.encode(person.email().text(), StandardCharsets.UTF_8)
                                .replace("+", "%20"),
                        secret.expose(),
                        ISSUER);
    }

    private static Problem wrongCode() {
        return Problem.of(
                Problem.Kind.UNAUTHENTICATED,
                "INVALID_CREDENTIALS",
                "the code is wrong, or was used before");
    }
}
