package dev.sentinel.client;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.concurrent.CompletableFuture;

/** The audit log, as far back as the API shows it. Every call throws {@link AgentIdPException}. */
public final class AuditServiceClient {
    private static final String PATH = "/api/v1/audit";

    private final Calls calls;

    AuditServiceClient(Calls calls) {
        this.calls = calls;
    }

    /** Newest first, one page. */
    public PaginatedAuditEvents queryAuditLog(QueryAuditParams params) {
        return Wire.await(queryAuditLogAsync(params));
    }

    public CompletableFuture<PaginatedAuditEvents> queryAuditLogAsync(QueryAuditParams params) {
        return calls.get(PATH + Calls.query(params.query()), new TypeReference<>() {});
    }

    /** One event. */
    public AuditEvent getAuditEvent(String eventId) {
        return Wire.await(getAuditEventAsync(eventId));
    }

    public CompletableFuture<AuditEvent> getAuditEventAsync(String eventId) {
        return calls.get(PATH + "/" + Calls.segment(eventId), new TypeReference<>() {});
    }
}
