package dev.sentinel.web;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** The part of a request that stands before its body. */
public interface Head {
    String method();

    /** The path as received, still percent-encoded. */
    String path();

    /** The first value of a header. */
    Optional<String> header(String name);

    /** All values of a header: a duplicate of one that must be single is an attack. */
    List<String> headers(String name);

    /** What the client calls itself, cut to 512 characters. */
    default Optional<String> userAgent() {
        return header("User-Agent").map(agent -> agent.substring(0, Math.min(agent.length(), 512)));
    }

    /** The peer's address, without port. */
    String remoteAddress();

    /**
     * The certificate whose key the client has proved to hold, and those that it sent with it; none
     * when it showed none. Nobody has judged who issued them.
     */
    default List<X509Certificate> clientCertificates() {
        return List.of();
    }
}
