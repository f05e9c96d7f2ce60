package dev.sentinel.identity.audit;

import dev.sentinel.audit.export.EventExport;
import dev.sentinel.audit.export.EventExport.Written;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * {@code GET /api/v1/audit/export}: what the log's query finds, as a table or as lines that prove
 * themselves. One answer has a bound; {@code X-Next-Cursor} says where the next one goes on.
 */
public final class AuditExportResource implements Resource {
    private static final int MAX_ENTRIES = 10_000;
    private static final int MAX_LENGTH = 4 * 1_024 * 1_024;

    private final EventExport export;
    private final RequestLimits limits;

    public AuditExportResource(EventExport export, RequestLimits limits) {
        this.export = export;
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
        Requester by = Requester.of(request);
        StringBuilder body = new StringBuilder();
        Written written;
        try {
            written =
                    export.write(
                            // An administrator's export reaches as far back as the log does.
                            AuditFilters.of(request, Instant.EPOCH),
                            format,
                            request.queryInt("limit", MAX_ENTRIES, 1, MAX_ENTRIES),
                            MAX_LENGTH,
                            EventExport.by(by.workspace(), by.actor()).from(by.origin()),
                            "answer",
                            body);
        } catch (IOException impossible) {
            throw new UncheckedIOException("a builder takes what it is given", impossible);
        }
        Response response =
                Response.bytes(
                                200,
                                format.mediaType(),
                                body.toString().getBytes(StandardCharsets.UTF_8))
                        .header(
                                "Content-Disposition",
                                "attachment; filename=\"audit." + EventJson.word(format) + "\"")
                        .header("Cache-Control", "no-store");
        written.rest().ifPresent(last -> response.header("X-Next-Cursor", last.toString()));
        return response;
    }

    private static ExportFormat format(Request request) {
        String word = request.query("format").orElse("jsonl");
        return Arrays.stream(ExportFormat.values())
                .filter(each -> EventJson.word(each).equals(word))
                .findFirst()
                .orElseThrow(() -> Problem.invalid("format", "must be csv or jsonl"));
    }
}
