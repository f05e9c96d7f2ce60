package dev.sentinel.audit.event;

import java.util.Optional;

/**
 * Where the request came from. Address and user agent are personal data: they are stored beside the
 * event and the leaf commits to them by a salted hash only.
 *
 * @param ip the caller's address as text
 * @param userAgent the caller's user agent, cut at 512 characters
 * @param requestId the id that joins the event with logs and traces
 */
public record Origin(Optional<String> ip, Optional<String> userAgent, Optional<String> requestId) {
    private static final int MAX_IP = 64;
    private static final int MAX_USER_AGENT = 512;
    private static final int MAX_REQUEST_ID = 128;

    public Origin {
        ip = ip.map(text -> Values.cut(text, MAX_IP)).filter(text -> !text.isEmpty());
        userAgent =
                userAgent
                        .map(text -> Values.cut(text, MAX_USER_AGENT))
                        .filter(text -> !text.isEmpty());
        requestId =
                requestId
                        .map(text -> Values.cut(text, MAX_REQUEST_ID))
                        .filter(text -> !text.isEmpty());
    }

    /** No request: the program acted by itself. */
    public static Origin none() {
        return new Origin(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A request from this address. */
    public static Origin of(String ip, Optional<String> userAgent, String requestId) {
        return new Origin(Optional.of(ip), userAgent, Optional.of(requestId));
    }
}
