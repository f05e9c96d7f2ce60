package dev.sentinel.gateway.forward;

import dev.sentinel.web.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * Which headers cross the gateway (contract studio §7.3 and §7.4, RFC 9110 §7.6.1). Names in these
 * lists never cross as they came: they are dropped, and what the next hop needs is set anew.
 */
final class HeaderRules {
    /** Of one connection, or of the framing, which is rebuilt: never copied in either direction. */
    private static final List<String> HOP_BY_HOP =
            List.of(
                    "connection",
                    "keep-alive",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "content-length",
                    "upgrade",
                    "http2-settings");

    /** What the caller must not say about itself, or use to say another method or path. */
    private static final FoldedNames FROM_CLIENT =
            new FoldedNames(
                    join(
                            HOP_BY_HOP,
                            "host",
                            "expect",
                            "authorization",
                            "dpop",
                            "cookie",
                            "cookie2",
                            "forwarded",
                            "traceparent",
                            "remote-user",
                            "client-ip",
                            "true-client-ip",
                            "x-request-id",
                            "x-correlation-id",
                            "x-real-ip",
                            "x-client-ip"),
                    List.of(
                            "proxy-",
                            "x-user",
                            "x-tenant",
                            "x-workspace",
                            "x-role",
                            "x-scope",
                            "x-principal",
                            "x-actor",
                            "x-acted",
                            "x-agent",
                            "x-session",
                            "x-service",
                            "x-sentinel",
                            "x-auth",
                            "x-remote",
                            "client-cert",
                            "x-client-cert",
                            "x-ssl-client",
                            "ssl-client",
                            "x-forwarded",
                            "x-original",
                            "x-rewrite",
                            "x-http-method",
                            "x-method-override"));

    private static final FoldedNames FROM_UPSTREAM =
            new FoldedNames(
                    join(
                            HOP_BY_HOP,
                            "set-cookie",
                            "set-cookie2",
                            "server",
                            "x-powered-by",
                            "www-authenticate",
                            "authentication-info",
                            "alt-svc",
                            "clear-site-data",
                            "strict-transport-security",
                            "content-security-policy",
                            "content-security-policy-report-only",
                            "x-frame-options",
                            "x-content-type-options",
                            "referrer-policy",
                            "x-sendfile",
                            "x-request-id"),
                    // A proxy in front would serve files of its own by X-Accel-Redirect.
                    List.of("proxy-", "access-control-", "x-accel-"));

    /** Naming one of these in {@code Connection} would make a hop delete what it must not miss. */
    private static final FoldedNames NOT_TO_NOMINATE =
            new FoldedNames(
                    List.of(
                            "authorization",
                            "cookie",
                            "content-length",
                            "content-type",
                            "content-encoding",
                            "host",
                            "transfer-encoding",
                            "forwarded",
                            "via",
                            "traceparent",
                            "idempotency-key"),
                    List.of("x-"));

    /** Of the service's own bytes: wrong for a body that the gateway has changed. */
    private static final FoldedNames OF_THE_BODY =
            new FoldedNames(
                    List.of(
                            "etag",
                            "content-md5",
                            "content-encoding",
                            "content-digest",
                            "repr-digest",
                            "digest",
                            "accept-ranges"),
                    List.of());

    private static final int MOST_NOMINATED = 32;

    private HeaderRules() {}

    static boolean dropsFromClient(String name) {
        return FROM_CLIENT.contains(name);
    }

    static boolean dropsFromUpstream(String name) {
        return FROM_UPSTREAM.contains(name);
    }

    static boolean describesBody(String name) {
        return OF_THE_BODY.contains(name);
    }

    /**
     * The header names that a client's {@code Connection} headers nominate for removal.
     *
     * @throws Problem when they name a header that must arrive: a header-removal attack
     */
    static List<String> nominatedByClient(List<String> connection) {
        List<String> nominated = nominated(connection);
        if (nominated.size() > MOST_NOMINATED) {
            throw Problem.malformed("Connection names more than " + MOST_NOMINATED + " headers");
        }
        for (String name : nominated) {
            if (NOT_TO_NOMINATE.contains(name)) {
                throw Problem.malformed("Connection must not name an end-to-end header");
            }
        }
        return nominated;
    }

    /** As the above for an answer, where there is nothing to attack: the names are just removed. */
    static List<String> nominated(List<String> connection) {
        if (connection.isEmpty()) {
            return List.of();
        }
        if (connection.size() == 1 && isPlain(connection.getFirst())) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (String value : connection) {
            for (String token : value.split(",", -1)) {
                String name = token.strip();
                if (!name.isEmpty() && !isPlain(name)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private static boolean isPlain(String value) {
        return value.equalsIgnoreCase("keep-alive") || value.equalsIgnoreCase("close");
    }

    static boolean isNominated(List<String> nominated, String name) {
        for (int i = 0; i < nominated.size(); i++) {
            if (nominated.get(i).equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> join(List<String> names, String... more) {
        List<String> all = new ArrayList<>(names);
        all.addAll(List.of(more));
        return all;
    }
}
