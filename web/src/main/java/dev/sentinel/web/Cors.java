package dev.sentinel.web;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which pages of other origins may call (Fetch, CORS protocol). Origins are compared whole and
 * exactly: a pattern or a suffix has let in {@code evil-example.com} before.
 */
public final class Cors {
    private static final Pattern ORIGIN =
            Pattern.compile(
                    "https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\\[[0-9a-f:]+](:[0-9]{1,5})?");
    private static final CharSequence METHODS =
            HttpHeaders.createOptimized("GET, HEAD, POST, PUT, PATCH, DELETE");
    private static final CharSequence REQUEST_HEADERS =
            HttpHeaders.createOptimized(
                    "Accept, Accept-Language, Authorization, Content-Type, DPoP, Idempotency-Key,"
                            + " If-Match, If-None-Match, Last-Event-ID, Range, traceparent,"
                            + " X-Request-ID, X-Sentinel-Csrf");
    private static final CharSequence EXPOSED =
            HttpHeaders.createOptimized(
                    "X-Request-ID, Retry-After, RateLimit, RateLimit-Policy, RateLimit-Limit,"
                            + " RateLimit-Remaining, RateLimit-Reset, Content-Disposition,"
                            + " Content-Range");
    private static final CharSequence TRUE = HttpHeaders.createOptimized("true");
    private static final CharSequence TEN_MINUTES = HttpHeaders.createOptimized("600");

    private final Set<String> origins;
    private final boolean anybody;

    private Cors(Set<String> origins, boolean anybody) {
        this.origins = Set.copyOf(origins);
        this.anybody = anybody;
    }

    /** Nobody but pages of our own origin. */
    public static Cors none() {
        return new Cors(Set.of(), false);
    }

    /** Every page, without its cookies: for development. */
    public static Cors anybody() {
        return new Cors(Set.of(), true);
    }

    /**
     * Pages of these origins.
     *
     * @throws IllegalArgumentException for what is not an origin as browsers send it
     */
    public static Cors of(List<String> origins) {
        for (String origin : origins) {
            if (!ORIGIN.matcher(origin).matches()) {
                throw new IllegalArgumentException(
                        "names '" + origin + "': an origin such as https://app.example is right");
            }
        }
        return new Cors(Set.copyOf(origins), false);
    }

    boolean allows(String origin) {
        return anybody || origins.contains(origin);
    }

    /** What every answer says; {@code origin} is empty when no page asked. */
    void answer(String origin, MultiMap headers) {
        if (origins.isEmpty() && !anybody) {
            return;
        }
        headers.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        if (origin.isEmpty() || !allows(origin)) {
            return;
        }
        headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, anybody ? "*" : origin);
        headers.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        if (!anybody) {
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
        }
    }

    /** The answer to a preflight, the same for every path: it tells nothing of which there are. */
    Response preflight(String origin) {
        if (!allows(origin)) {
            throw Problem.forbidden("this origin may not call from a browser");
        }
        return Response.noContent()
                .header("Access-Control-Allow-Methods", METHODS.toString())
                .header("Access-Control-Allow-Headers", REQUEST_HEADERS.toString())
                .header("Access-Control-Max-Age", TEN_MINUTES.toString());
    }
}
