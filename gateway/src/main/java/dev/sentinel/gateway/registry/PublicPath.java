package dev.sentinel.gateway.registry;

import java.util.regex.Pattern;

/**
 * The paths a registry may name. Literals hold unreserved characters only (RFC 3986 §2.3), which
 * have one spelling: no request can reach such a route, or miss it, by spelling it in another way.
 */
final class PublicPath {
    private static final String SEGMENT = "/[A-Za-z0-9._-]+";
    private static final Pattern LITERAL = Pattern.compile("(" + SEGMENT + ")+/?");
    private static final Pattern TEMPLATE =
            Pattern.compile(
                    "(("
                            + SEGMENT
                            + ")|(/\\{[A-Za-z][A-Za-z0-9_]*}))*(/\\{[A-Za-z][A-Za-z0-9_]*\\*}|/)?");
    private static final int LONGEST = 512;

    private PublicPath() {}

    static boolean isLiteral(String path) {
        return path.length() <= LONGEST && LITERAL.matcher(path).matches() && !climbs(path);
    }

    static boolean isTemplate(String path) {
        return !path.isEmpty()
                && path.length() <= LONGEST
                && TEMPLATE.matcher(path).matches()
                && !climbs(path);
    }

    /** A prefix is empty or a literal without a final slash. */
    static boolean isPrefix(String path) {
        return path.isEmpty() || (isLiteral(path) && !path.endsWith("/"));
    }

    private static boolean climbs(String path) {
        return (path + "/").contains("/../") || (path + "/").contains("/./");
    }
}
