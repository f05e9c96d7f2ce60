package dev.sentinel.gateway.envelope;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Problem.Kind;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a service said when it refused (4xx), in the gateway's own shape (contract studio §3.5, rule
 * 6): its words and its code where they are such, its list of faults as {@code errors}.
 */
public final class UpstreamRefusal {
    /** A longer body is not read: its status says enough. */
    public static final int LONGEST = 64 * 1024;

    private static final int LONGEST_WORDS = 2_000;
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{1,63}");

    private UpstreamRefusal() {}

    /** Empty when the body claims to be JSON and is not. */
    public static Optional<Problem> of(int status, byte[] body) {
        JsonNode said;
        try {
            said = Json.read(body);
        } catch (JsonProcessingException broken) {
            return Optional.empty();
        }
        return Optional.of(problem(status, said));
    }

    /** Of a body that was too long to be read. */
    public static Problem of(int status) {
        return Problem.of(kind(status), code(status), "the request was refused").status(status);
    }

    private static Problem problem(int status, JsonNode said) {
        // An envelope's own result may hold more; what a caller is told stands beside it.
        JsonNode detail = said.path("detail");
        boolean faults = detail.isArray();
        String code =
                words(said, "code")
                        .filter(word -> CODE.matcher(word).matches())
                        .orElse(faults ? "VALIDATION_ERROR" : code(status));
        String text =
                words(said, "detail")
                        .or(() -> words(said, "message"))
                        .or(() -> words(said, "error"))
                        .orElse(faults ? "the request is not valid" : "the request was refused");
        Problem problem = Problem.of(kind(status), code, text).status(status);
        return faults ? problem.detail("errors", detail) : problem;
    }

    private static Optional<String> words(JsonNode said, String name) {
        JsonNode value = said.path(name);
        return value.isTextual() && !value.asText().isBlank()
                ? Optional.of(
                        value.asText()
                                .substring(0, Math.min(value.asText().length(), LONGEST_WORDS)))
                : Optional.empty();
    }

    private static Kind kind(int status) {
        return switch (status) {
            case 403 -> Kind.FORBIDDEN;
            case 404, 410 -> Kind.NOT_FOUND;
            case 405 -> Kind.METHOD_NOT_ALLOWED;
            case 409, 412 -> Kind.CONFLICT;
            case 413 -> Kind.TOO_LARGE;
            case 415 -> Kind.UNSUPPORTED_MEDIA_TYPE;
            case 422 -> Kind.INVALID_FIELD;
            case 429 -> Kind.RATE_LIMITED;
            default -> Kind.MALFORMED;
        };
    }

    /** When the service gives no code of its own. The endpoint is there: only the thing is not. */
    private static String code(int status) {
        return switch (status) {
            case 403 -> "INSUFFICIENT_PERMISSIONS";
            case 404, 410 -> "NOT_FOUND";
            case 405 -> "METHOD_NOT_ALLOWED";
            case 409, 412 -> "CONCURRENT_MODIFICATION";
            case 413 -> "FILE_TOO_LARGE";
            case 415 -> "UNSUPPORTED_MEDIA_TYPE";
            case 429 -> "RATE_LIMIT_EXCEEDED";
            default -> "VALIDATION_ERROR";
        };
    }
}
