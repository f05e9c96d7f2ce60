package dev.sentinel.audit.log;

import dev.sentinel.audit.event.Entry;
import java.util.List;

/**
 * A page of entries, newest first.
 *
 * @param total how many match, counted up to {@link AuditQueries#MAX_TOTAL}
 */
public record AuditPage(List<Entry> entries, long total) {
    public AuditPage {
        entries = List.copyOf(entries);
    }

    /** Whether no more than the total match. */
    public boolean totalIsExact() {
        return total < AuditQueries.MAX_TOTAL;
    }
}
