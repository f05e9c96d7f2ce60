package dev.sentinel.client;

import java.util.Map;

/** Every way a call can fail. A {@code switch} over it needs no default. */
public abstract sealed class AgentIdPException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private AgentIdPException(String message) {
        super(message);
    }

    private AgentIdPException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The API refused: body {@code {code, message, details}}. */
    public static final class Refused extends AgentIdPException {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final String code;
        private final transient Map<String, Object> details;

        Refused(int status, String code, String message, Map<String, Object> details) {
            super(status + " " + code + ": " + message);
            this.status = status;
            this.code = code;
            this.details = Map.copyOf(details);
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }

        /** For example {@code AGENT_NOT_FOUND}; {@code UNKNOWN} when the body was not ours. */
        public String code() {
            return code;
        }

        /** What the code alone does not say: the field, the limit. */
        public Map<String, Object> details() {
            return details;
        }
    }

    /** The token endpoint refused: body {@code {error, error_description}} (RFC 6749 5.2). */
    public static final class TokenRefused extends AgentIdPException {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final String error;

        TokenRefused(int status, String error, String description) {
            super(status + " " + error + ": " + description);
            this.status = status;
            this.error = error;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }

        /** For example {@code invalid_client}. */
        public String error() {
            return error;
        }
    }

    /** No answer, or one that cannot be read. The request may have been carried out. */
    public static final class Unreachable extends AgentIdPException {
        private static final long serialVersionUID = 1L;

        Unreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
