package dev.sentinel.client;

import java.util.List;

/**
 * One page of the audit log, newest first.
 *
 * @param total over all pages
 * @param page from 1
 * @param limit rows a page
 */
public record PaginatedAuditEvents(List<AuditEvent> data, long total, int page, int limit) {
    public PaginatedAuditEvents {
        data = List.copyOf(data);
    }
}
