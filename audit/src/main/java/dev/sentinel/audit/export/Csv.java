package dev.sentinel.audit.export;

import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.event.Target;
import dev.sentinel.base.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Entries as rows of a table (RFC 4180). */
final class Csv {
    /** What a spreadsheet takes for the beginning of a formula, which could read or send data. */
    private static final String FORMULA = "=+-@\t\r";

    static final String HEADER =
            row(
                    List.of(
                            "eventId",
                            "time",
                            "workspace",
                            "actorKind",
                            "actorId",
                            "actedFor",
                            "action",
                            "outcome",
                            "targetKind",
                            "targetId",
                            "ipAddress",
                            "userAgent",
                            "requestId",
                            "before",
                            "after",
                            "metadata",
                            "erased"));

    private Csv() {}

    static String row(Entry entry) {
        AuditEvent event = entry.event();
        Actor actor = event.actor();
        return row(
                List.of(
                        entry.id().toString(),
                        entry.at().toString(),
                        event.workspace(),
                        word(actor.kind()),
                        actor.id(),
                        String.join(" ", actor.actedFor()),
                        event.action(),
                        word(event.outcome()),
                        event.target().map(Target::kind).orElse(""),
                        event.target().map(Target::id).orElse(""),
                        event.origin().ip().orElse(""),
                        event.origin().userAgent().orElse(""),
                        event.origin().requestId().orElse(""),
                        json(event.before()),
                        json(event.after()),
                        json(event.metadata()),
                        Boolean.toString(entry.erased())));
    }

    /** A cell; the apostrophe makes a spreadsheet show the text instead of computing it. */
    static String cell(String text) {
        String safe = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.chars().anyMatch(each -> "\",\r\n".indexOf(each) >= 0)
                ? "\"" + safe.replace("\"", "\"\"") + "\""
                : safe;
    }

    private static String row(List<String> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String json(Map<String, Object> fields) {
        return fields.isEmpty() ? "" : Json.text(fields);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
