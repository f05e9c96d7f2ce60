package dev.sentinel.web;

import java.io.Serial;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A refusal, thrown where it is found and rendered once, at the edge, in the route's {@link
 * Dialect}.
 *
 * <p>The message is for the caller: it names the value that was wrong and says what would be right.
 * It never carries a cause; causes are for logs.
 */
public final class Problem extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    /** What went wrong, in terms that every dialect has words for. */
    public enum Kind {
        /** The body or the target could not be read at all. */
        MALFORMED,
        /** A required field is absent. */
        MISSING_FIELD,
        /** A field is there and wrong. */
        INVALID_FIELD,
        UNAUTHENTICATED,
        TOKEN_EXPIRED,
        FORBIDDEN,
        /** The request names another workspace than its caller's. */
        FOREIGN_WORKSPACE,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        CONFLICT,
        TOO_LARGE,
        UNSUPPORTED_MEDIA_TYPE,
        RATE_LIMITED,
        INTERNAL,
        UPSTREAM_FAILED,
        UPSTREAM_TIMEOUT,
        UNAVAILABLE
    }

    private final Kind kind;
    private final @Nullable String code;
    private final transient Map<String, Object> details = new LinkedHashMap<>();
    private final transient Map<String, String> headers = new LinkedHashMap<>();
    private int status;

    private Problem(Kind kind, @Nullable String code, String message) {
        super(message, null, false, false);
        this.kind = kind;
        this.code = code;
    }

    /** A problem whose code and status the dialect chooses. */
    public static Problem of(Kind kind, String message) {
        return new Problem(kind, null, message);
    }

    /** A problem with a code of its own. */
    public static Problem of(Kind kind, String code, String message) {
        return new Problem(kind, code, message);
    }

    public static Problem malformed(String message) {
        return of(Kind.MALFORMED, message);
    }

    /** A field that is wrong; {@code message} goes on after the field's name. */
    public static Problem invalid(String field, String message) {
        return of(Kind.INVALID_FIELD, field + " " + message)
                .detail("field", field)
                .detail("reason", message);
    }

    public static Problem missing(String field) {
        return of(Kind.MISSING_FIELD, field + " is required")
                .detail("field", field)
                .detail("reason", "is required");
    }

    /** RFC 6750 section 3: a 401 says which scheme would do. */
    public static Problem unauthenticated(String message) {
        return of(Kind.UNAUTHENTICATED, message).header("WWW-Authenticate", "Bearer");
    }

    public static Problem forbidden(String message) {
        return of(Kind.FORBIDDEN, message);
    }

    public static Problem notFound(String code, String message) {
        return of(Kind.NOT_FOUND, code, message);
    }

    public static Problem conflict(String code, String message) {
        return of(Kind.CONFLICT, code, message);
    }

    public static Problem unavailable(String message) {
        return of(Kind.UNAVAILABLE, message).header("Retry-After", "1");
    }

    /** An OAuth refusal: {@code error} is registered (RFC 6749 section 5.2 and its extensions). */
    public static Problem oauth(int status, String error, String description) {
        Kind kind = status == 401 ? Kind.UNAUTHENTICATED : Kind.MALFORMED;
        Problem problem = new Problem(kind, error, description).status(status);
        // Section 5.2: a client whose authentication failed is told which scheme would do.
        return status == 401
                ? problem.header("WWW-Authenticate", "Basic realm=\"sentinel\"")
                : problem;
    }

    /** Adds something that helps the caller, such as the name of the field or the limit. */
    public Problem detail(String key, Object value) {
        details.put(key, value);
        return this;
    }

    public Problem header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Fixes the status, where the contract asks for another than the dialect's. */
    public Problem status(int fixed) {
        this.status = fixed;
        return this;
    }

    public Kind kind() {
        return kind;
    }

    /** The problem's own code; empty when the dialect names the kind. */
    public Optional<String> code() {
        return Optional.ofNullable(code);
    }

    public Map<String, Object> details() {
        return Collections.unmodifiableMap(details);
    }

    public Map<String, String> headers() {
        return Collections.unmodifiableMap(headers);
    }

    int statusOr(int dialects) {
        return status == 0 ? dialects : status;
    }

    /** The reader's text. Never null: every factory asks for one. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
