package dev.sentinel.gateway.registry;

import java.util.Arrays;
import java.util.List;
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

    /** Whether a request for a literal path meets a template, as the route table would say. */
    static boolean meets(String path, String template) {
        List<String> segments = segments(path);
        List<String> places = segments(template);
        boolean rest = !places.isEmpty() && places.getLast().endsWith("*}");
        int named = rest ? places.size() - 1 : places.size();
        if (segments.size() < named || (segments.size() > named && !rest)) {
            return false;
        }
        for (int i = 0; i < named; i++) {
            if (!places.get(i).startsWith("{") && !places.get(i).equals(segments.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** A slash at the end makes no other path. */
    private static List<String> segments(String path) {
        return Arrays.stream(path.split("/", -1)).filter(segment -> !segment.isEmpty()).toList();
    }

    private static boolean climbs(String path) {
        return (path + "/").contains("/../") || (path + "/").contains("/./");
    }
}
