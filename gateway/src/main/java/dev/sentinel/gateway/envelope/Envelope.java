package dev.sentinel.gateway.envelope;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/** The four keys of every enveloped answer (contract studio §3.1). */
@JsonPropertyOrder({"success", "message", "error", "result"})
public record Envelope(
        boolean success, String message, @Nullable String error, @Nullable Object result) {

    public static Envelope of(Object result) {
        return new Envelope(true, "Operation completed", null, result);
    }

    /** An answer that tells of a failure and still has something to show. */
    public static Envelope failed(String message, String error, Object result) {
        return new Envelope(false, message, error, result);
    }
}
