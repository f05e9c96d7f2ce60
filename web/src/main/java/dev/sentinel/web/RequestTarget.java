package dev.sentinel.web;

import java.util.ArrayList;
import java.util.List;

/**
 * A request's target, taken apart once.
 *
 * <p>One normaliser for routing, access and forwarding: whatever could be read in two ways is
 * refused, so that the path that was authorised is the path that is forwarded. Refused are
 * absolute-form, empty and dot segments in any spelling, encoded slashes, backslashes and NUL,
 * matrix parameters, raw characters outside RFC 3986, broken escapes and bytes that are not UTF-8.
 *
 * @param path as received, still encoded
 * @param segments decoded, in order
 * @param query as received, without the question mark; empty when there is none
 */
public record RequestTarget(String path, List<String> segments, String query) {
    private static final int MAX_SEGMENTS = 64;
    private static final String NOT_IN_A_SEGMENT = "\\;\"<>[]^`{|}";

    public RequestTarget {
        segments = List.copyOf(segments);
    }

    /** Parses a request line's target; a {@link Problem} says what is refused. */
    public static RequestTarget parse(String uri) {
        if (uri.isEmpty() || uri.charAt(0) != '/') {
            throw Problem.malformed("the request target must be a path that starts with /");
        }
        if (uri.indexOf('#') >= 0) {
            throw Problem.malformed("the request target must not carry a fragment");
        }
        int question = uri.indexOf('?');
        String path = question < 0 ? uri : uri.substring(0, question);
        String query = question < 0 ? "" : uri.substring(question + 1);
        checkQuery(query);
        return new RequestTarget(path, segments(path), query);
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>(6);
        int start = 1;
        while (start <= path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            String raw = path.substring(start, end);
            if (raw.isEmpty()) {
                if (slash >= 0) {
                    throw Problem.malformed("the path must not contain empty segments");
                }
                // A trailing slash: the same route without it (contract studio.md 7.2).
                break;
            }
            if (segments.size() == MAX_SEGMENTS) {
                throw Problem.malformed("the path has more than " + MAX_SEGMENTS + " segments");
            }
            segments.add(decoded(raw));
            start = end + 1;
        }
        return segments;
    }

    private static String decoded(String raw) {
        boolean escaped = false;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                escaped = true;
            } else if (c <= ' ' || c >= 0x7F || NOT_IN_A_SEGMENT.indexOf(c) >= 0) {
                throw Problem.malformed(
                        "the path contains a character that must be encoded or left out");
            }
        }
        String text =
                escaped ? Percent.decoded(raw, "the path", RequestTarget::isRefusedEscape) : raw;
        if (text.equals(".") || text.equals("..")) {
            throw Problem.malformed("the path must not contain dot segments");
        }
        return text;
    }

    private static boolean isRefusedEscape(int value) {
        return value < 0x20 || value == 0x7F || "/\\;%".indexOf(value) >= 0;
    }

    /** Lenient with what browsers leave unencoded in a query, strict with what splits a message. */
    private static void checkQuery(String query) {
        for (int i = 0; i < query.length(); i++) {
            char c = query.charAt(i);
            if (c <= ' ' || c >= 0x7F) {
                throw Problem.malformed(
                        "the query contains a character that must be encoded or left out");
            }
        }
    }
}
