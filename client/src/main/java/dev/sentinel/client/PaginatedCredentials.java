package dev.sentinel.client;

import java.util.List;

/**
 * One page of credentials, without their secrets, newest first.
 *
 * @param total over all pages
 * @param page from 1
 * @param limit rows a page
 */
public record PaginatedCredentials(List<Credential> data, long total, int page, int limit) {
    public PaginatedCredentials {
        data = List.copyOf(data);
    }
}
