package dev.sentinel.gateway.registry;

import java.util.Optional;

/**
 * A part of a service's paths that another service answers.
 *
 * @param path below the service's prefix
 * @param below whether it stands for everything below, too: {@code /runs/**}
 * @param via who answers
 * @param upstreamPrefix what stands before the rest there; empty: as for that service's own
 */
record PathOverride(String path, boolean below, String via, Optional<String> upstreamPrefix) {
    private static final String REST = "/**";

    static Optional<PathOverride> read(YamlMap map) {
        String match = map.requiredText("match", "/runs/**");
        String via = map.requiredText("via", "zen");
        Optional<String> prefix = map.text("upstream_prefix");
        map.refuseUnknown();
        boolean below = match.endsWith(REST);
        String path = below ? match.substring(0, match.length() - REST.length()) : match;
        if (!PublicPath.isLiteral(path) || path.endsWith("/")) {
            map.refuse("match", "is '" + match + "': a path such as /runs or /runs/** is right");
            return Optional.empty();
        }
        if (prefix.isPresent() && !PublicPath.isPrefix(prefix.get())) {
            map.refuse("upstream_prefix", "must be a path such as /api/v1");
            return Optional.empty();
        }
        return Optional.of(new PathOverride(path, below, via, prefix));
    }

    /** Whether a template below the service's prefix is one of these. */
    boolean covers(String template) {
        return template.equals(path) || (below && template.startsWith(path + "/"));
    }
}
