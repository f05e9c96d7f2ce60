package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.forward.http1.Answer;
import dev.sentinel.gateway.registry.EnvelopeRule;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Locale;

/** What becomes of an answer's body (contract studio §3.5). */
enum AnswerShape {
    /** It passes byte for byte. */
    AS_IS,
    /** An event stream: as it is, for long. */
    EVENTS,
    /** There is none. */
    BODILESS,
    /** It is put into the envelope. */
    WRAPPED,
    /** The service's refusal becomes the gateway's. */
    REFUSAL,
    /** The service failed: nothing of what it says is for callers. */
    FAILURE,
    /** It is not what was asked for, and cannot be passed on. */
    GARBLED;

    private static final int PARTIAL = 206;
    private static final int REDIRECT = 300;
    private static final int REFUSED = 400;
    private static final int FAILED = 500;

    static AnswerShape of(EnvelopeRule rule, HttpMethod method, Answer response) {
        int status = response.status();
        if (rule == EnvelopeRule.WRAP && status >= FAILED) {
            return FAILURE;
        }
        if (ResponseBody.isBodiless(method, status)) {
            return BODILESS;
        }
        String type = mediaType(response);
        if (type.equals("text/event-stream")) {
            return EVENTS;
        }
        // A part of a JSON text is not a JSON text; whoever asks for ranges gets ranges.
        if (rule == EnvelopeRule.RAW || !isJson(type) || status == PARTIAL) {
            return AS_IS;
        }
        if (isEncoded(response)) {
            // Identity was asked for: what is compressed cannot be put between a head and a tail.
            return GARBLED;
        }
        if (status >= REFUSED) {
            return REFUSAL;
        }
        return status >= REDIRECT ? AS_IS : WRAPPED;
    }

    /** Whether the answer to GET would be another body than the service's, seen from HEAD. */
    static boolean wouldBeRewritten(EnvelopeRule rule, Answer response) {
        return rule == EnvelopeRule.WRAP && isJson(mediaType(response));
    }

    private static boolean isJson(String type) {
        return type.equals("application/json") || type.endsWith("+json");
    }

    private static String mediaType(Answer response) {
        String type = response.header(HttpHeaders.CONTENT_TYPE);
        if (type == null) {
            return "";
        }
        int semicolon = type.indexOf(';');
        String bare = semicolon < 0 ? type : type.substring(0, semicolon);
        return bare.equals("application/json") ? bare : bare.strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isEncoded(Answer response) {
        String encoding = response.header(HttpHeaders.CONTENT_ENCODING);
        return encoding != null && !encoding.equalsIgnoreCase("identity");
    }
}
