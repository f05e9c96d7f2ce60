package dev.sentinel.audit.log;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.audit.event.Outcome;
import dev.sentinel.audit.event.Target;
import dev.sentinel.audit.log.CanonicalJson.Members;
import dev.sentinel.base.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * An entry in the rows it is kept as: what may stay for ever, and what can identify somebody.
 *
 * @param event the row that the leaf is made of
 * @param personal the rows beside it
 */
public record StoredEntry(EventRow event, PersonalRows personal) {
    /** Far below the 65,535 bytes that an entry bundle (C2SP tlog-tiles) has room for. */
    private static final int MAX_LENGTH = 32 * 1_024;

    /** Divides an entry as its action declares it. Each salt is 16 random bytes in hexadecimal. */
    static StoredEntry of(Entry entry, Action action, Supplier<String> salts) {
        AuditEvent event = entry.event();
        PersonalRows personal = personalRows(event, action, salts);
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
                        CanonicalJson.of(event.before(), field -> !action.isPersonal(field)),
                        CanonicalJson.of(event.after(), field -> !action.isPersonal(field)),
                        CanonicalJson.of(event.metadata(), field -> !action.isPersonal(field)),
                        personal.hashes());
        refuseTooLong(row, personal);
        return new StoredEntry(row, personal);
    }

    /** The entry as it was told; without its personal fields when they are gone. */
    public Entry entry() {
        JsonNode ofActor = fields(personal.actor());
        JsonNode ofTarget = fields(personal.target());
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
                                optional(ofActor, "ip"),
                                optional(ofActor, "userAgent"),
                                event.requestId()),
                        joined(event.before(), ofActor.path("before"), ofTarget.path("before")),
                        joined(event.after(), ofActor.path("after"), ofTarget.path("after")),
                        joined(
                                event.metadata(),
                                ofActor.path("metadata"),
                                ofTarget.path("metadata"))),
                isGone(event.personal().actor(), personal.actor())
                        || isGone(event.personal().target(), personal.target()));
    }

    private static boolean isGone(Optional<String> committed, Optional<PersonalRow> beside) {
        return committed.isPresent() && beside.isEmpty();
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

    private static JsonNode fields(Optional<PersonalRow> row) {
        return row.map(each -> Json.tree(each.fields())).orElseGet(StoredEntry::nothing);
    }

    private static JsonNode nothing() {
        return Json.mapper().createObjectNode();
    }

    /**
     * Where the request came from is about the actor; the values are about the target, where there
     * is one.
     */
    private static PersonalRows personalRows(
            AuditEvent event, Action action, Supplier<String> salts) {
        Optional<String> after = CanonicalJson.of(event.after(), action::isPersonal);
        Optional<String> before = CanonicalJson.of(event.before(), action::isPersonal);
        Optional<String> metadata = CanonicalJson.of(event.metadata(), action::isPersonal);
        Optional<String> ip = event.origin().ip().map(CanonicalJson::of);
        Optional<String> userAgent = event.origin().userAgent().map(CanonicalJson::of);
        // Members in their order: RFC 8785 §3.2.3.
        if (event.target().isEmpty()) {
            Members all =
                    new Members()
                            .add("after", after)
                            .add("before", before)
                            .add("ip", ip)
                            .add("metadata", metadata)
                            .add("userAgent", userAgent);
            return new PersonalRows(row(all, salts), Optional.empty());
        }
        Members origin = new Members().add("ip", ip).add("userAgent", userAgent);
        Members values =
                new Members().add("after", after).add("before", before).add("metadata", metadata);
        return new PersonalRows(row(origin, salts), row(values, salts));
    }

    private static Optional<PersonalRow> row(Members fields, Supplier<String> salts) {
        return fields.object().map(object -> new PersonalRow(salts.get(), object));
    }

    private static Optional<String> text(List<String> values) {
        return values.isEmpty() ? Optional.empty() : Optional.of(CanonicalJson.of(values));
    }

    private static Map<String, Object> joined(Optional<String> kept, JsonNode... beside) {
        Map<String, Object> values = new TreeMap<>();
        kept.ifPresent(text -> putAll(values, Json.tree(text)));
        for (JsonNode fields : beside) {
            putAll(values, fields);
        }
        return values;
    }

    private static void putAll(Map<String, Object> values, JsonNode fields) {
        fields.properties().forEach(field -> values.put(field.getKey(), value(field.getValue())));
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

    private static void refuseTooLong(EventRow row, PersonalRows personal) {
        int most = row.longestCanonical();
        int kept = most <= MAX_LENGTH ? most : row.canonical().length;
        int beside = Math.max(length(personal.actor()), length(personal.target()));
        int length = Math.max(kept, beside);
        if (length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "event %s is %d bytes long, more than %d"
                            .formatted(row.action(), length, MAX_LENGTH));
        }
    }

    private static int length(Optional<PersonalRow> row) {
        return row.isPresent() ? row.get().fields().length() : 0;
    }
}
