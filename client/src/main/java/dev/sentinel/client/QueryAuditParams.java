package dev.sentinel.client;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which audit events to show, newest first. Start with {@link #firstPage} and narrow it. */
public record QueryAuditParams(Map<String, String> query) {
    private static final int USUAL_LIMIT = 20;

    public QueryAuditParams {
        query = Map.copyOf(query);
    }

    /** The 20 newest. */
    public static QueryAuditParams firstPage() {
        return page(1, USUAL_LIMIT);
    }

    /** A page, from 1, of at most 100. */
    public static QueryAuditParams page(int page, int limit) {
        return new QueryAuditParams(
                Map.of("page", Integer.toString(page), "limit", Integer.toString(limit)));
    }

    public QueryAuditParams ofAgent(String agentId) {
        return with("agentId", agentId);
    }

    public QueryAuditParams ofAction(String action) {
        return with("action", action);
    }

    /** {@code success} or {@code failure}. */
    public QueryAuditParams ofOutcome(String outcome) {
        return with("outcome", outcome);
    }

    public QueryAuditParams from(Instant startDate) {
        return with("startDate", startDate.toString());
    }

    public QueryAuditParams to(Instant endDate) {
        return with("endDate", endDate.toString());
    }

    private QueryAuditParams with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(query);
        more.put(name, value);
        return new QueryAuditParams(more);
    }
}
