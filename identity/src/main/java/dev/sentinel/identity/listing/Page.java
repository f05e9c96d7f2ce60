package dev.sentinel.identity.listing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One page of a list, and how many rows there are on all of them. */
public record Page<T>(List<T> rows, long total, Paging paging) {
    public Page {
        rows = List.copyOf(rows);
    }

    /** {@code {data, total, page, limit}}. */
    public Map<String, Object> json(Function<T, ? extends Map<String, ?>> row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("data", rows.stream().map(row).toList());
        json.put("total", total);
        json.put("page", paging.page());
        json.put("limit", paging.limit());
        return json;
    }
}
