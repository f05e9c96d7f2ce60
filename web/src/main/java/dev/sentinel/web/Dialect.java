package dev.sentinel.web;

import dev.sentinel.web.Problem.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an API words its refusals. Each API keeps the error body of its original (DESIGN.md section
 * 3); the domain knows none of them.
 */
public enum Dialect {
    /** {@code {code, message, details?}}: the agent identity API. */
    AGENT {
        @Override
        Map<String, @Nullable Object> body(Problem problem, String requestId) {
            Map<String, @Nullable Object> body = new LinkedHashMap<>();
            body.put("code", problem.code().orElseGet(() -> code(problem.kind())));
            body.put("message", problem.text());
            if (!problem.details().isEmpty()) {
                body.put("details", problem.details());
            }
            return body;
        }

        private String code(Kind kind) {
            return switch (kind) {
                case MALFORMED, MISSING_FIELD, INVALID_FIELD -> "VALIDATION_ERROR";
                case UNAUTHENTICATED, TOKEN_EXPIRED -> "UNAUTHORIZED";
                case FORBIDDEN, FOREIGN_WORKSPACE -> "FORBIDDEN";
                case NOT_FOUND -> "NOT_FOUND";
                case METHOD_NOT_ALLOWED -> "METHOD_NOT_ALLOWED";
                case CONFLICT -> "CONFLICT";
                case TOO_LARGE -> "PAYLOAD_TOO_LARGE";
                case UNSUPPORTED_MEDIA_TYPE -> "UNSUPPORTED_MEDIA_TYPE";
                case RATE_LIMITED -> "RATE_LIMIT_EXCEEDED";
                case INTERNAL -> "INTERNAL_SERVER_ERROR";
                case UPSTREAM_FAILED, UPSTREAM_TIMEOUT, UNAVAILABLE -> "SERVICE_UNAVAILABLE";
            };
        }
    },

    /** {@code {error, error_description}}: token, introspection, revocation (RFC 6749 5.2). */
    OAUTH {
        @Override
        Map<String, @Nullable Object> body(Problem problem, String requestId) {
            Map<String, @Nullable Object> body = new LinkedHashMap<>();
            body.put("error", problem.code().orElseGet(() -> code(problem.kind())));
            body.put("error_description", described(problem.text()));
            // The code of the agent API beside the registered error, where that says too little.
            if (problem.kind() == Kind.RATE_LIMITED) {
                body.put("code", "RATE_LIMIT_EXCEEDED");
            }
            if (problem.details().get("code") instanceof String registered) {
                body.put("code", registered);
            }
            return body;
        }

        // RFC 6749 section 5.2: printable ASCII without the quote and the backslash.
        private String described(String text) {
            return text.replace('"', '\'').replace('\\', '/').replaceAll("[^ -~]", "?");
        }

        private String code(Kind kind) {
            return switch (kind) {
                case UNAUTHENTICATED, TOKEN_EXPIRED -> "invalid_token";
                case FORBIDDEN, FOREIGN_WORKSPACE -> "insufficient_scope";
                case RATE_LIMITED, UPSTREAM_FAILED, UPSTREAM_TIMEOUT, UNAVAILABLE ->
                        "temporarily_unavailable";
                case INTERNAL -> "server_error";
                case MALFORMED,
                        MISSING_FIELD,
                        INVALID_FIELD,
                        NOT_FOUND,
                        METHOD_NOT_ALLOWED,
                        CONFLICT,
                        TOO_LARGE,
                        UNSUPPORTED_MEDIA_TYPE ->
                        "invalid_request";
            };
        }
    },

    /**
     * {@code {detail}}: the people API. Faults of a schema have their list (contract
     * sentinel-auth.md 4.2).
     */
    DETAIL {
        @Override
        Map<String, @Nullable Object> body(Problem problem, String requestId) {
            Map<String, @Nullable Object> body = new LinkedHashMap<>();
            body.put("detail", faults(problem).<Object>map(List::of).orElseGet(problem::text));
            return body;
        }

        private Optional<Map<String, Object>> faults(Problem problem) {
            String type =
                    switch (problem.kind()) {
                        case MISSING_FIELD -> "missing";
                        case INVALID_FIELD -> "value_error";
                        default -> "";
                    };
            Object field = problem.details().get("field");
            if (type.isEmpty() || field == null) {
                return Optional.empty();
            }
            Map<String, Object> fault = new LinkedHashMap<>();
            fault.put("type", type);
            fault.put("loc", List.of("body", field));
            fault.put("msg", problem.text());
            return Optional.of(fault);
        }

        @Override
        int missingField() {
            return 422;
        }

        @Override
        int invalidField() {
            return 422;
        }
    },

    /** The gateway's envelope together with the flat error fields (contract studio.md 3.2). */
    ENVELOPE {
        @Override
        Map<String, @Nullable Object> body(Problem problem, String requestId) {
            int status = status(problem);
            String code = problem.code().orElseGet(() -> code(problem.kind()));
            Map<String, @Nullable Object> body = new LinkedHashMap<>();
            body.put("success", false);
            body.put("message", problem.text());
            body.put("error", Response.reason(status));
            body.put("result", null);
            body.put("status_code", status);
            body.put("detail", problem.text());
            body.put("code", code);
            body.put("request_id", requestId);
            body.put("documentation_url", "/docs/errors#" + code.toLowerCase(Locale.ROOT));
            // What is wrong with a field stands in the text; the rest is what a client goes on
            // with.
            Map<String, Object> details = new LinkedHashMap<>(problem.details());
            details.keySet().removeAll(Set.of("field", "reason", "errors"));
            if (!details.isEmpty()) {
                body.put("details", details);
            }
            if (problem.details().containsKey("errors")) {
                body.put("errors", problem.details().get("errors"));
            }
            return body;
        }

        private String code(Kind kind) {
            return switch (kind) {
                case MALFORMED, INVALID_FIELD -> "VALIDATION_ERROR";
                case MISSING_FIELD -> "MISSING_REQUIRED_FIELD";
                case UNAUTHENTICATED -> "INVALID_TOKEN";
                case TOKEN_EXPIRED -> "TOKEN_EXPIRED";
                case FORBIDDEN -> "INSUFFICIENT_PERMISSIONS";
                case FOREIGN_WORKSPACE -> "TENANT_ISOLATION";
                case NOT_FOUND -> "ENDPOINT_NOT_FOUND";
                case METHOD_NOT_ALLOWED -> "METHOD_NOT_ALLOWED";
                case CONFLICT -> "CONCURRENT_MODIFICATION";
                case TOO_LARGE -> "FILE_TOO_LARGE";
                case UNSUPPORTED_MEDIA_TYPE -> "UNSUPPORTED_MEDIA_TYPE";
                case RATE_LIMITED -> "RATE_LIMIT_EXCEEDED";
                case INTERNAL -> "INTERNAL_ERROR";
                case UPSTREAM_FAILED -> "UPSTREAM_ERROR";
                case UPSTREAM_TIMEOUT -> "UPSTREAM_TIMEOUT";
                case UNAVAILABLE -> "SERVICE_UNAVAILABLE";
            };
        }

        @Override
        int invalidField() {
            return 422;
        }

        @Override
        int tooLarge() {
            return 400;
        }
    },

    /** Problem details (RFC 9457): risk, and everything new. */
    PROBLEM {
        @Override
        Map<String, @Nullable Object> body(Problem problem, String requestId) {
            int status = status(problem);
            Map<String, @Nullable Object> body = new LinkedHashMap<>();
            body.put("type", "about:blank");
            body.put("title", Response.reason(status));
            body.put("status", status);
            body.put("detail", problem.text());
            body.put(
                    "code",
                    problem.code().orElseGet(() -> problem.kind().name().toLowerCase(Locale.ROOT)));
            body.put("request_id", requestId);
            Map<String, Object> details = new LinkedHashMap<>(problem.details());
            Object field = details.remove("field");
            Object reason = details.remove("reason");
            if (field != null && reason != null) {
                Map<String, Object> error = new LinkedHashMap<>();
                error.put("field", field);
                error.put("message", reason);
                body.put("errors", List.of(error));
            }
            details.forEach(body::putIfAbsent);
            return body;
        }

        @Override
        String contentType() {
            return "application/problem+json";
        }

        @Override
        int invalidField() {
            return 422;
        }
    };

    abstract Map<String, @Nullable Object> body(Problem problem, String requestId);

    String contentType() {
        return "application/json";
    }

    int missingField() {
        return 400;
    }

    int invalidField() {
        return 400;
    }

    int tooLarge() {
        return 413;
    }

    final int status(Problem problem) {
        return problem.statusOr(
                switch (problem.kind()) {
                    case MALFORMED -> 400;
                    case MISSING_FIELD -> missingField();
                    case INVALID_FIELD -> invalidField();
                    case UNAUTHENTICATED, TOKEN_EXPIRED -> 401;
                    case FORBIDDEN, FOREIGN_WORKSPACE -> 403;
                    case NOT_FOUND -> 404;
                    case METHOD_NOT_ALLOWED -> 405;
                    case CONFLICT -> 409;
                    case TOO_LARGE -> tooLarge();
                    case UNSUPPORTED_MEDIA_TYPE -> 415;
                    case RATE_LIMITED -> 429;
                    case INTERNAL -> 500;
                    case UPSTREAM_FAILED -> 502;
                    case UNAVAILABLE -> 503;
                    case UPSTREAM_TIMEOUT -> 504;
                });
    }

    /** The refusal as an answer. */
    public final Response render(Problem problem, String requestId) {
        Response response =
                Response.json(status(problem), body(problem, requestId)).type(contentType());
        problem.headers().forEach(response::header);
        return response;
    }
}
