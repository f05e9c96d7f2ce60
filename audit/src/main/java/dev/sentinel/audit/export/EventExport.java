package dev.sentinel.audit.export;

import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.SecurityActions;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.audit.log.AuditQueries;
import dev.sentinel.audit.log.AuditQuery;
import dev.sentinel.audit.log.StoredEntry;
import dev.sentinel.audit.sequencer.InclusionProof;
import dev.sentinel.audit.sequencer.LogProofs;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Hands out what a query finds, newest first. The export is in the log before its first byte
 * leaves.
 */
public final class EventExport {
    private static final int AT_ONCE = 500;

    private final AuditLog log;
    private final AuditQueries queries;
    private final LogProofs proofs;

    public EventExport(AuditLog log, AuditQueries queries, LogProofs proofs) {
        this.log = log;
        this.queries = queries;
        this.proofs = proofs;
    }

    /** An event of {@link SecurityActions#EXPORT} to begin with. */
    public static AuditEvent by(String workspace, Actor actor) {
        return AuditEvent.of(SecurityActions.EXPORT, workspace, actor).on("audit", "events");
    }

    /**
     * Says in the log that this export leaves, durably, and makes it ready to be written.
     *
     * @param who an event without metadata: who exports, from where
     * @param destination where the data goes, for the log
     */
    public Export begin(AuditQuery query, ExportFormat format, AuditEvent who, String destination) {
        log.commit(
                who.with("export_format", format)
                        .with("destination", destination)
                        .with("filter", filter(query)));
        return new Export(query, format);
    }

    /** An export that the log knows of. */
    public final class Export {
        private final AuditQuery query;
        private final ExportFormat format;

        private Export(AuditQuery query, ExportFormat format) {
            this.query = query;
            this.format = format;
        }

        /**
         * Writes at most so many entries, a page at a time: no transaction stays open while the
         * reader takes its time.
         */
        public void writeTo(OutputStream stream, long maxEntries) throws IOException {
            Writer out = new OutputStreamWriter(stream, StandardCharsets.UTF_8);
            if (format == ExportFormat.CSV) {
                out.write(Csv.HEADER);
            }
            AuditQuery rest = query;
            long left = maxEntries;
            int asked = (int) Math.min(AT_ONCE, left);
            while (asked > 0) {
                List<StoredEntry> page = queries.rows(rest, asked);
                write(page, out);
                left -= page.size();
                if (page.size() < asked) {
                    break;
                }
                rest = rest.olderThan(page.getLast().event().id());
                asked = (int) Math.min(AT_ONCE, left);
            }
            out.flush();
        }

        private void write(List<StoredEntry> page, Writer out) throws IOException {
            switch (format) {
                case CSV -> {
                    for (StoredEntry entry : page) {
                        out.write(Csv.row(entry.entry()));
                    }
                }
                case JSONL -> {
                    Map<UUID, InclusionProof> proven =
                            proofs.inclusions(
                                    page.stream().map(each -> each.event().id()).toList());
                    for (StoredEntry entry : page) {
                        out.write(
                                ProvenLine.of(
                                        entry,
                                        Optional.ofNullable(proven.get(entry.event().id()))));
                    }
                }
            }
        }
    }

    private static Map<String, Object> filter(AuditQuery query) {
        Map<String, Object> filter = new TreeMap<>();
        query.principal().ifPresent(id -> filter.put("principal", id));
        if (!query.actions().isEmpty()) {
            filter.put("actions", query.actions().stream().sorted().toList());
        }
        query.outcome().ifPresent(outcome -> filter.put("outcome", outcome));
        query.from().ifPresent(from -> filter.put("from", from));
        query.until().ifPresent(until -> filter.put("until", until));
        query.before().ifPresent(before -> filter.put("before", before.toString()));
        return filter;
    }
}
