package dev.sentinel.client;

import java.util.List;

/**
 * One page of a list.
 *
 * @param total over all pages
 * @param page from 1
 * @param limit rows a page
 */
public record Page<T>(List<T> data, long total, int page, int limit) {
    public Page {
        data = List.copyOf(data);
    }
}
