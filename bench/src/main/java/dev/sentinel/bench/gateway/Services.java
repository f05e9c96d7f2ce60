package dev.sentinel.bench.gateway;

import java.net.URI;

/** Registries whose services are the upstream. */
final class Services {
    private Services() {}

    /** One route, for agents with scope {@code risk:score}; each of its calls is audited. */
    static String of(URI upstream) {
        return of(upstream, "", PAYLOAD);
    }

    /** The same, and once more with a quota that nobody reaches, counted at Redis all the same. */
    static String limited(URI upstream) {
        return of(upstream, "", PAYLOAD)
                + service("limited", upstream, "quota: { agent: 999999999/1h }", PAYLOAD);
    }

    /** With routes whose answers do not end. */
    static String streaming(URI upstream) {
        return of(upstream, "", PAYLOAD + STREAMS);
    }

    /** The same and one route more. */
    static String streamingAnd(URI upstream) {
        return "allow_widening: true\n"
                + of(upstream, "", PAYLOAD + STREAMS + route("/another", ""));
    }

    private static final String PAYLOAD = route("/payload", "");
    private static final String STREAMS =
            route("/events", "") + route("/flood", "") + route("/socket", ", websocket: true");

    private static String of(URI upstream, String more, String routes) {
        return """
        version: 1
        services:
        %s\
        """
                .formatted(service("bench", upstream, more, routes));
    }

    private static String service(String name, URI upstream, String more, String routes) {
        return """
          %1$s:
            base_url: http://%2$s
            mount: root
            prefix: /%1$s
            mode: explicit
            auth: { type: none }
            envelope: raw
            errors: problem
            pool: { connections: 4096, waiting: 256, wait_ms: 1000, websockets: 1024 }
            %3$s
            routes:
        %4$s\
        """
                .formatted(name, upstream.getAuthority(), more, routes);
    }

    private static String route(String path, String more) {
        return "      - { method: GET, path: %s, access: \"role(analyst) or scope(risk:score)\"%s }\n"
                .formatted(path, more);
    }
}
