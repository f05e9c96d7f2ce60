package dev.sentinel.identity.audit;

import dev.sentinel.audit.export.EventExport;
import dev.sentinel.audit.export.EventExport.Export;
import dev.sentinel.audit.export.ExportFormat;
import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.limit.RequestLimits;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * {@code GET /api/v1/audit/export}: all that the log's query finds, as a table or as lines that
 * prove themselves, in one answer that is read while it is being written.
 */
public final class AuditExportResource implements Resource {
    private static final int MOST_ASKED = 100_000_000;

    private final EventExport exports;
    private final RequestLimits limits;

    public AuditExportResource(EventExport exports, RequestLimits limits) {
        this.exports = exports;
        this.limits = limits;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/audit/export")
                        .dialect(Dialect.AGENT)
                        .access(Rules.anyOf(Rules.scope("admin"), Rules.role(Role.ADMIN)))
                        .limit(limits)
                        .to(this::export));
    }

    private Response export(Request request) {
        ExportFormat format = format(request);
        long most =
                request.query("limit").isEmpty()
                        ? Long.MAX_VALUE
                        : request.queryInt("limit", MOST_ASKED, 1, MOST_ASKED);
        Requester by = Requester.of(request);
        Export export =
                exports.begin(
                        // An administrator's export reaches as far back as the log does.
                        AuditFilters.of(request, Instant.EPOCH),
                        format,
                        EventExport.by(by.workspace(), by.actor()).from(by.origin()),
                        "answer");
        return Response.streamed(200, format.mediaType(), out -> export.writeTo(out, most))
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"audit." + EventJson.word(format) + "\"")
                .header("Cache-Control", "no-store");
    }

    private static ExportFormat format(Request request) {
        String word = request.query("format").orElse("jsonl");
        return Arrays.stream(ExportFormat.values())
                .filter(each -> EventJson.word(each).equals(word))
                .findFirst()
                .orElseThrow(() -> Problem.invalid("format", "must be csv or jsonl"));
    }
}
