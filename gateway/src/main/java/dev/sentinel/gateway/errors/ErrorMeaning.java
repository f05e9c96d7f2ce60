package dev.sentinel.gateway.errors;

import java.util.List;

/**
 * One code of the envelope dialect.
 *
 * @param meaning what has happened, and what to do about it
 */
record ErrorMeaning(String code, int status, String meaning) {
    static final List<ErrorMeaning> ALL =
            List.of(
                    new ErrorMeaning(
                            "MISSING_REQUIRED_FIELD",
                            400,
                            "A field is absent: send the one that is named."),
                    new ErrorMeaning(
                            "FILE_TOO_LARGE",
                            400,
                            "The body is longer than the route takes: send less."),
                    new ErrorMeaning(
                            "INVALID_TOKEN",
                            401,
                            "There is no token or session, or it was revoked: sign in again."),
                    new ErrorMeaning("TOKEN_EXPIRED", 401, "The token has run out: refresh it."),
                    new ErrorMeaning(
                            "INVALID_CREDENTIALS",
                            401,
                            "The address, the password or the second factor is wrong: try again."),
                    new ErrorMeaning(
                            "MFA_REQUIRED",
                            401,
                            "A second factor is asked for: send its code with what the answer holds."),
                    new ErrorMeaning(
                            "INSUFFICIENT_PERMISSIONS",
                            403,
                            "Your role or your scopes do not allow it: ask an administrator."),
                    new ErrorMeaning(
                            "TENANT_ISOLATION",
                            403,
                            "The request names another workspace than yours: name your own, or none."),
                    new ErrorMeaning(
                            "WRITE_DISABLED",
                            403,
                            "Changes are switched off for now: reading goes on."),
                    new ErrorMeaning(
                            "CSRF_CHECK_FAILED",
                            403,
                            "A session cookie changes something only with the header X-Sentinel-CSRF, and"
                                    + " only from a page of the same origin."),
                    new ErrorMeaning("ENDPOINT_NOT_FOUND", 404, "Nothing is at this path."),
                    new ErrorMeaning("NOT_FOUND", 404, "The service knows nothing by this name."),
                    new ErrorMeaning("USER_NOT_FOUND", 404, "Your workspace has no such person."),
                    new ErrorMeaning(
                            "AUDIT_EVENT_NOT_FOUND", 404, "Your workspace has no such event."),
                    new ErrorMeaning(
                            "SERVICE_NOT_FOUND", 404, "No service of this name is registered."),
                    new ErrorMeaning(
                            "METHOD_NOT_ALLOWED",
                            405,
                            "The path is there, for other methods: Allow names them."),
                    new ErrorMeaning(
                            "CONCURRENT_MODIFICATION",
                            409,
                            "Somebody else has changed it meanwhile: read it again first."),
                    new ErrorMeaning(
                            "EMAIL_ALREADY_REGISTERED",
                            409,
                            "An account has this address already."),
                    new ErrorMeaning(
                            "MFA_ALREADY_ENROLLED",
                            409,
                            "A second factor is there: disable it first."),
                    new ErrorMeaning(
                            "UNSUPPORTED_MEDIA_TYPE",
                            415,
                            "Content-Type is not one that is taken here."),
                    new ErrorMeaning(
                            "VALIDATION_ERROR",
                            422,
                            "A value is wrong: the text names it and says what would be right. 400 when the"
                                    + " request could not be read at all."),
                    new ErrorMeaning(
                            "RATE_LIMIT_EXCEEDED",
                            429,
                            "Too many requests: try again after the seconds in Retry-After."),
                    new ErrorMeaning(
                            "INTERNAL_ERROR", 500, "Something failed here: report the request_id."),
                    new ErrorMeaning(
                            "UPSTREAM_ERROR",
                            502,
                            "The service behind failed: try again, then report it."),
                    new ErrorMeaning(
                            "UPSTREAM_AUTH_FAILED",
                            502,
                            "The service refused the gateway's own credential: an operator must mend it."),
                    new ErrorMeaning(
                            "UPSTREAM_BAD_RESPONSE",
                            502,
                            "The service's answer cannot be passed on."),
                    new ErrorMeaning(
                            "SERVICE_UNAVAILABLE",
                            503,
                            "The service, or a part of the platform, is away for now: try again after"
                                    + " Retry-After."),
                    new ErrorMeaning(
                            "UPSTREAM_TIMEOUT",
                            504,
                            "The service did not answer in time: try again."));
}
