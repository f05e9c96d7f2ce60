package dev.sentinel.client;

import java.util.Map;

/** Every way a call can fail; which one tells the type. */
public abstract sealed class AgentIdPException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String code;
    private final transient Map<String, Object> details;

    private AgentIdPException(
            String message, int status, String code, Map<String, Object> details) {
        super(message);
        this.status = status;
        this.code = code;
        this.details = Map.copyOf(details);
    }

    /** The HTTP status; 0 when there was no answer. */
    public int status() {
        return status;
    }

    /** For example {@code AGENT_NOT_FOUND} or {@code invalid_client}. */
    public String code() {
        return code;
    }

    /** What the code alone does not say: the field, the limit. */
    public Map<String, Object> details() {
        return details;
    }

    /**
     * The API refused: body {@code {code, message, details}}; the code is {@code UNKNOWN} when the
     * body was not ours.
     */
    public static final class Refused extends AgentIdPException {
        private static final long serialVersionUID = 1L;

        Refused(int status, String code, String message, Map<String, Object> details) {
            super(status + " " + code + ": " + message, status, code, details);
        }
    }

    /** A token endpoint refused: body {@code {error, error_description}} (RFC 6749 5.2). */
    public static final class TokenRefused extends AgentIdPException {
        private static final long serialVersionUID = 1L;

        TokenRefused(int status, String error, String description) {
            super(status + " " + error + ": " + description, status, error, Map.of());
        }

        /** For example {@code invalid_client}; the same as the code. */
        public String error() {
            return code();
        }
    }

    /** No answer, or one that cannot be read. The request may have been carried out. */
    public static final class Unreachable extends AgentIdPException {
        private static final long serialVersionUID = 1L;

        Unreachable(String message, Throwable cause) {
            super(message, 0, "UNREACHABLE", Map.of());
            initCause(cause);
        }
    }
}
