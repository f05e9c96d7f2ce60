package dev.sentinel.identity.listing;

import dev.sentinel.web.Request;

/**
 * Which page is asked for.
 *
 * @param page from 1
 * @param limit rows a page, at most 100
 */
public record Paging(int page, int limit) {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;
    private static final int MAX_PAGE = 1_000_000;

    /** From the query's {@code page} and {@code limit}. */
    public static Paging of(Request request) {
        return new Paging(
                request.queryInt("page", 1, 1, MAX_PAGE),
                request.queryInt("limit", DEFAULT_LIMIT, 1, MAX_LIMIT));
    }

    /** Rows before the page. */
    public long offset() {
        return (long) (page - 1) * limit;
    }
}
