package dev.sentinel.audit.export;

import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.SecurityActions;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.audit.log.AuditQueries;
import dev.sentinel.audit.log.AuditQuery;
import dev.sentinel.audit.log.StoredEntry;
import dev.sentinel.audit.sequencer.LogProofs;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Writes what a query finds, newest first, a page at a time. The export is in the log before its
 * first byte leaves.
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

    /**
     * Where an export ended.
     *
     * @param entries how many it wrote
     * @param rest the last of them, when there may be more after it
     */
    public record Written(long entries, Optional<UUID> rest) {}

    /**
     * Writes at most so many entries, and no further entry once there are so many characters.
     *
     * @param who an event without metadata: who exports, from where
     * @param destination where the data goes, for the log
     */
    public Written write(
            AuditQuery query,
            ExportFormat format,
            long maxEntries,
            long maxLength,
            AuditEvent who,
            String destination,
            Appendable out)
            throws IOException {
        log.commit(
                who.with("export_format", format)
                        .with("destination", destination)
                        .with("filter", filter(query)));
        long length = 0;
        long entries = 0;
        if (format == ExportFormat.CSV) {
            out.append(Csv.HEADER);
        }
        AuditQuery rest = query;
        while (true) {
            List<StoredEntry> page =
                    queries.rows(rest, (int) Math.min(AT_ONCE, maxEntries - entries));
            for (StoredEntry entry : page) {
                String line = line(entry, format);
                out.append(line);
                length += line.length();
                entries++;
                if (entries == maxEntries || length >= maxLength) {
                    return new Written(entries, Optional.of(entry.event().id()));
                }
            }
            if (page.size() < AT_ONCE) {
                return new Written(entries, Optional.empty());
            }
            rest = rest.olderThan(page.getLast().event().id());
        }
    }

    /** An event of {@link SecurityActions#EXPORT} to begin with. */
    public static AuditEvent by(String workspace, Actor actor) {
        return AuditEvent.of(SecurityActions.EXPORT, workspace, actor).on("audit", "events");
    }

    private String line(StoredEntry entry, ExportFormat format) {
        return switch (format) {
            case CSV -> Csv.row(entry.entry());
            case JSONL -> ProvenLine.of(entry, proofs.inclusion(entry.event().id()));
        };
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
