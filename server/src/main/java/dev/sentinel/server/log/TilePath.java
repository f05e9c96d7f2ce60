package dev.sentinel.server.log;

import dev.sentinel.web.Problem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which tile of a level a path names (C2SP tlog-tiles): {@code x001/x234/067} is number 1234067,
 * {@code x001/x234/067.p/5} its first five hashes. One tile has exactly one path, so that caches
 * hold it once.
 */
record TilePath(long n, int width) {
    private static final int FULL = 256;

    /** Up to 15 digits: larger logs do not exist, and the number still fits. */
    private static final Pattern PATH =
            Pattern.compile("((?:x[0-9]{3}/){0,4}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

    static TilePath parse(String path) {
        Matcher parts = PATH.matcher(path);
        if (!parts.matches() || path.startsWith("x000/")) {
            throw invalid(path);
        }
        int width = parts.group(2) == null ? FULL : Integer.parseInt(parts.group(2));
        if (parts.group(2) != null && width >= FULL) {
            throw invalid(path);
        }
        return new TilePath(Long.parseLong(parts.group(1).replaceAll("[x/]", "")), width);
    }

    private static Problem invalid(String path) {
        return Problem.invalid(
                "tile",
                "must read 067, x001/067 or, for the first W hashes, x001/067.p/W with W from 1 to 255; "
                        + "not "
                        + path.substring(0, Math.min(path.length(), 60)));
    }
}
