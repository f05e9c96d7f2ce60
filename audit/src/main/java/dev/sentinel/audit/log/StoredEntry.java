package dev.sentinel.audit.log;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.audit.event.Outcome;
import dev.sentinel.audit.event.Target;
import dev.sentinel.base.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An entry in the two rows it is kept as: what may stay for ever, and what can identify a person.
 *
 * @param event the row that the leaf is made of
 * @param personal the row beside it, when there is anything personal
 */
record StoredEntry(EventRow event, Optional<PersonalRow> personal) {
    /** Far below the 65,535 bytes that an entry bundle (C2SP tlog-tiles) has room for. */
    private static final int MAX_LENGTH = 32 * 1_024;

    /** Divides an entry as its action declares it. The salt is 16 random bytes in hexadecimal. */
    static StoredEntry of(Entry entry, Action action, String salt) {
        AuditEvent event = entry.event();
        Optional<PersonalRow> personal =
                personalFields(event, action)
                        .map(fields -> new PersonalRow(salt, CanonicalJson.of(fields)));
        EventRow row =
                new EventRow(
                        entry.id(),
                        entry.at(),
                        event.workspace(),
                        event.actor().kind().name().toLowerCase(Locale.ROOT),
                        event.actor().id(),
                        text(event.actor().actedFor()),
                        event.action(),
                        event.outcome().name().toLowerCase(Locale.ROOT),
                        event.target().map(Target::kind),
                        event.target().map(Target::id),
                        event.origin().requestId(),
                        text(part(event.before(), action, false)),
                        text(part(event.after(), action, false)),
                        text(part(event.metadata(), action, false)),
                        personal.map(beside -> beside.hash().hex()));
        refuseTooLong(row, personal);
        return new StoredEntry(row, personal);
    }

    /** The entry as it was told; without its personal fields when they are gone. */
    Entry entry() {
        JsonNode beside = personal.map(row -> Json.tree(row.fields())).orElseGet(this::nothing);
        return new Entry(
                event.id(),
                event.at(),
                new AuditEvent(
                        event.workspace(),
                        actor(),
                        event.action(),
                        Outcome.valueOf(event.outcome().toUpperCase(Locale.ROOT)),
                        event.targetKind()
                                .map(kind -> new Target(kind, event.targetId().orElseThrow())),
                        new Origin(
                                optional(beside, "ip"),
                                optional(beside, "userAgent"),
                                event.requestId()),
                        joined(event.before(), beside.path("before")),
                        joined(event.after(), beside.path("after")),
                        joined(event.metadata(), beside.path("metadata"))));
    }

    private Actor actor() {
        return new Actor(
                Actor.Kind.valueOf(event.actorKind().toUpperCase(Locale.ROOT)),
                event.actorId(),
                event.actedFor()
                        .map(list ->
                                Json.tree(list).valueStream().map(JsonNode::textValue).toList())
                        .orElse(List.of()));
    }

    private JsonNode nothing() {
        return Json.mapper().createObjectNode();
    }

    private static Optional<TreeMap<String, Object>> personalFields(
            AuditEvent event, Action action) {
        TreeMap<String, Object> fields = new TreeMap<>();
        event.origin().ip().ifPresent(ip -> fields.put("ip", ip));
        event.origin().userAgent().ifPresent(agent -> fields.put("userAgent", agent));
        putUnlessEmpty(fields, "before", part(event.before(), action, true));
        putUnlessEmpty(fields, "after", part(event.after(), action, true));
        putUnlessEmpty(fields, "metadata", part(event.metadata(), action, true));
        return fields.isEmpty() ? Optional.empty() : Optional.of(fields);
    }

    private static void putUnlessEmpty(
            TreeMap<String, Object> fields, String name, TreeMap<String, Object> part) {
        if (!part.isEmpty()) {
            fields.put(name, part);
        }
    }

    private static TreeMap<String, Object> part(
            Map<String, Object> values, Action action, boolean personal) {
        return values.entrySet().stream()
                .filter(field -> action.isPersonal(field.getKey()) == personal)
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                Map.Entry::getValue,
                                (first, _) -> first,
                                TreeMap::new));
    }

    private static Optional<String> text(Map<String, Object> values) {
        return values.isEmpty() ? Optional.empty() : Optional.of(CanonicalJson.of(values));
    }

    private static Optional<String> text(List<String> values) {
        return values.isEmpty() ? Optional.empty() : Optional.of(CanonicalJson.of(values));
    }

    private static Map<String, Object> joined(Optional<String> kept, JsonNode beside) {
        Map<String, Object> values = new TreeMap<>();
        kept.ifPresent(text ->
                Json.tree(text)
                        .properties()
                        .forEach(field -> values.put(field.getKey(), value(field.getValue()))));
        beside.properties().forEach(field -> values.put(field.getKey(), value(field.getValue())));
        return values;
    }

    private static Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> number(node);
            case ARRAY -> node.valueStream().map(StoredEntry::value).toList();
            case OBJECT -> {
                Map<String, Object> values = new TreeMap<>();
                node.properties()
                        .forEach(each -> values.put(each.getKey(), value(each.getValue())));
                yield values;
            }
            case BINARY, MISSING, NULL, POJO ->
                    throw new IllegalStateException("an event never holds " + node.getNodeType());
        };
    }

    private static Object number(JsonNode node) {
        if (node.isIntegralNumber()) {
            return node.longValue();
        }
        return node.doubleValue();
    }

    private static Optional<String> optional(JsonNode node, String field) {
        return Optional.ofNullable(node.path(field).textValue());
    }

    private static void refuseTooLong(EventRow row, Optional<PersonalRow> personal) {
        int length = row.canonical().length;
        int beside = personal.map(fields -> fields.fields().length()).orElse(0);
        if (Math.max(length, beside) > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "event "
                            + row.action()
                            + " is "
                            + Math.max(length, beside)
                            + " bytes long, more than "
                            + MAX_LENGTH);
        }
    }
}
