package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.registry.Mounting;
import dev.sentinel.web.Problem;
import dev.sentinel.web.RequestTarget;

/**
 * The target that the service sees. It is the received one, byte for byte, behind another prefix:
 * what {@link RequestTarget} allowed and the route table judged is what is sent.
 */
final class UpstreamTarget {
    private final String upstreamPrefix;
    private final int publicSegments;

    UpstreamTarget(Mounting mounting) {
        this.upstreamPrefix = mounting.upstreamPrefix();
        this.publicSegments = (int) mounting.publicPrefix().chars().filter(c -> c == '/').count();
    }

    String of(RequestTarget target) {
        refuseRaw(target.query());
        String rest =
                upstreamPrefix.isEmpty() && publicSegments == 0 ? target.path() : moved(target);
        return target.query().isEmpty() ? rest : rest + '?' + target.query();
    }

    /**
     * Counts segments instead of comparing text: {@code /api/v1/%7Aen} has matched {@code
     * /api/v1/zen}, and is as long as it is.
     */
    private String moved(RequestTarget target) {
        String path = target.path();
        int slash = 0;
        for (int i = 0; i < publicSegments; i++) {
            int next = path.indexOf('/', slash + 1);
            if (next < 0) {
                return upstreamPrefix.isEmpty() ? "/" : upstreamPrefix;
            }
            slash = next;
        }
        return upstreamPrefix + path.substring(slash);
    }

    /** RFC 3986 §3.4 knows no such characters; sent on, they could end the request line. */
    private static void refuseRaw(String query) {
        for (int i = 0; i < query.length(); i++) {
            char c = query.charAt(i);
            if (c <= ' ' || c >= 0x7F) {
                throw Problem.malformed("the query contains a character that must be encoded");
            }
        }
    }
}
