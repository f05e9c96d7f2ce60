package dev.sentinel.client;

import java.util.List;

/**
 * One page of agents, newest first.
 *
 * @param total over all pages
 * @param page from 1
 * @param limit rows a page
 */
public record PaginatedAgents(List<Agent> data, long total, int page, int limit) {
    public PaginatedAgents {
        data = List.copyOf(data);
    }
}
