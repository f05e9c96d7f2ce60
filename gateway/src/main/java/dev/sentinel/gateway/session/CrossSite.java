package dev.sentinel.gateway.session;

import dev.sentinel.web.Head;
import dev.sentinel.web.Problem;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells our own pages from others, which a browser lets send its user's cookies, too (RFC 10017
 * section 6.1.3.3).
 *
 * <p>Two independent defences: a header that no page of another origin can set without our leave,
 * and what the browser itself says of where the request came from. {@code SameSite} alone fails
 * against a sibling domain that has been taken over.
 */
final class CrossSite {
    /** Sent by our own pages, with any value. */
    static final String HEADER = "X-Sentinel-CSRF";

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> OURS = Set.of("same-origin", "none");

    private CrossSite() {}

    /** Whether the request is from a page that wants a session in place of tokens. */
    static boolean isOfAPage(Head head) {
        return head.header(HEADER).isPresent();
    }

    /**
     * Refuses what another site may have made the browser send.
     *
     * @throws Problem 403
     */
    static void check(Head head) {
        // RFC 6455 section 4.1: the handshake is a GET. On another method the header excuses
        // nothing.
        boolean opensSocket = head.method().equals("GET") && head.header("Upgrade").isPresent();
        if (SAFE.contains(head.method()) && !opensSocket) {
            return;
        }
        // A page cannot set headers on a WebSocket; the browser's own word must do (RFC 6455
        // section 10.2).
        if (!opensSocket && !isOfAPage(head)) {
            throw refused("the header " + HEADER + " is required with a session cookie");
        }
        if (!isFromUs(head, opensSocket)) {
            throw refused("the request comes from another site");
        }
    }

    /** What the browser says; who says nothing is no browser, unless it opens a WebSocket. */
    private static boolean isFromUs(Head head, boolean opensSocket) {
        List<String> sites = head.headers("Sec-Fetch-Site");
        if (!sites.isEmpty()) {
            return sites.size() == 1 && OURS.contains(sites.getFirst());
        }
        List<String> origins = head.headers("Origin");
        if (origins.isEmpty()) {
            return !opensSocket;
        }
        return origins.size() == 1
                && authority(origins.getFirst())
                        .filter(origin -> head.header("Host").filter(origin::equals).isPresent())
                        .isPresent();
    }

    private static Optional<String> authority(String origin) {
        try {
            return Optional.ofNullable(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Problem refused(String why) {
        return Problem.of(Problem.Kind.FORBIDDEN, "CSRF_CHECK_FAILED", why);
    }
}
