package dev.sentinel.web;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** What a listener that faces the world does on every answer (contract studio §11). */
public final class EdgePolicy {
    private static final CharSequence HSTS =
            HttpHeaders.createOptimized("Strict-Transport-Security");
    private static final CharSequence FRAMES = HttpHeaders.createOptimized("X-Frame-Options");
    private static final CharSequence DENY = HttpHeaders.createOptimized("DENY");
    private static final CharSequence REFERRER = HttpHeaders.createOptimized("Referrer-Policy");
    private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");
    private static final CharSequence CONTENT =
            HttpHeaders.createOptimized("Content-Security-Policy");
    private static final CharSequence NOTHING =
            HttpHeaders.createOptimized("default-src 'none'; frame-ancestors 'none'");

    private final boolean outside;
    private final Optional<CharSequence> hsts;
    private final Cors cors;
    private final TrustedProxies proxies;

    private EdgePolicy(boolean outside, OptionalLong hsts, Cors cors, TrustedProxies proxies) {
        this.outside = outside;
        this.hsts =
                hsts.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                HttpHeaders.createOptimized(
                                        "max-age=" + hsts.getAsLong() + "; includeSubDomains"));
        this.cors = cors;
        this.proxies = proxies;
    }

    /** For listeners inside the trust zone, which no browser sees. */
    public static EdgePolicy inside() {
        return inside(TrustedProxies.none());
    }

    /** The same, asked by relays that say for whom. */
    public static EdgePolicy inside(TrustedProxies proxies) {
        return new EdgePolicy(false, OptionalLong.empty(), Cors.none(), proxies);
    }

    /**
     * For listeners that face the world.
     *
     * @param hsts for how many seconds browsers that came by TLS must come by TLS only; empty says
     *     nothing
     * @param cors which pages of other origins may call
     * @param proxies whose word on the client's address counts
     */
    public static EdgePolicy outside(OptionalLong hsts, Cors cors, TrustedProxies proxies) {
        return new EdgePolicy(true, hsts, cors, proxies);
    }

    Cors cors() {
        return cors;
    }

    TrustedProxies proxies() {
        return proxies;
    }

    /**
     * Sets what browsers are told; a service behind has no say in it.
     *
     * @param secure whether the client came by TLS: RFC 6797 section 7.2 forbids the word about it
     *     on any other way, where somebody in between could as well have said it
     */
    void harden(String origin, BooleanSupplier secure, MultiMap headers) {
        headers.set(HttpNames.CONTENT_TYPE_OPTIONS, HttpNames.NOSNIFF);
        if (!outside) {
            return;
        }
        headers.set(FRAMES, DENY);
        headers.set(REFERRER, NO_REFERRER);
        if (!headers.contains(CONTENT)) {
            headers.set(CONTENT, NOTHING);
        }
        if (hsts.isPresent() && secure.getAsBoolean()) {
            headers.set(HSTS, hsts.get());
        }
        cors.answer(origin, headers);
    }
}
