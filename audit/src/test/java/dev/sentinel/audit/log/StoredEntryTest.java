package dev.sentinel.audit.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.base.testing.SetClock;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;

/**
 * What an event is divided into, against plain maps and the reference implementation of RFC 8785.
 */
class StoredEntryTest {
    private static final List<String> KEPT = List.of("a", "changed", "status_code", "zeta");
    private static final List<String> PERSONAL = List.of("Email", "email", "ip", "ünïcode");
    private static final String SALT = "5a".repeat(16);

    private final SplittableRandom random = new SplittableRandom(8785);
    private final EntryIds ids =
            new EntryIds(
                    new SetClock("2026-03-14T09:26:53.589Z"), new RandomBlocks(new SecureRandom()));

    @Test
    void everyFieldStandsInTheRowItBelongsTo() throws IOException {
        Action action = action();
        for (int i = 0; i < 2_000; i++) {
            Map<String, Object> before = fields();
            Map<String, Object> after = fields();
            Map<String, Object> metadata = fields();
            AuditEvent event =
                    AuditEvent.of(action, "acme", Actor.person("alice"))
                            .from(new Origin(some("192.0.2.7"), some("cürl/8 \"\\"), some("r")))
                            .before(before)
                            .after(after)
                            .with(metadata);
            boolean hasTarget = random.nextBoolean();
            StoredEntry stored =
                    StoredEntry.of(
                            Entry.of(ids.next(), hasTarget ? event.on("agent", "bot") : event),
                            action,
                            () -> SALT);

            assertThat(stored.event().before()).isEqualTo(json(of(before, KEPT)));
            assertThat(stored.event().after()).isEqualTo(json(of(after, KEPT)));
            assertThat(stored.event().metadata()).isEqualTo(json(of(metadata, KEPT)));
            Map<String, Object> origin = new HashMap<>();
            event.origin().ip().ifPresent(ip -> origin.put("ip", ip));
            event.origin().userAgent().ifPresent(agent -> origin.put("userAgent", agent));
            Map<String, Object> values = new HashMap<>();
            putUnlessEmpty(values, "before", of(before, PERSONAL));
            putUnlessEmpty(values, "after", of(after, PERSONAL));
            putUnlessEmpty(values, "metadata", of(metadata, PERSONAL));
            if (!hasTarget) {
                origin.putAll(values);
                values.clear();
            }
            PersonalRows beside = stored.personal();
            assertThat(beside.actor().map(PersonalRow::fields)).isEqualTo(json(origin));
            assertThat(beside.target().map(PersonalRow::fields)).isEqualTo(json(values));
            assertThat(stored.event().personal()).isEqualTo(beside.hashes());
        }
    }

    private static Action action() {
        Action action = Action.of("thing.changed", "a thing was changed");
        for (String field : KEPT) {
            action = action.field(field, "kept");
        }
        for (String field : PERSONAL) {
            action = action.personal(field, "about somebody");
        }
        return action;
    }

    private Map<String, Object> fields() {
        Map<String, Object> fields = new HashMap<>();
        for (String name : KEPT) {
            value().ifPresent(value -> fields.put(name, value));
        }
        for (String name : PERSONAL) {
            value().ifPresent(value -> fields.put(name, value));
        }
        return fields;
    }

    private Optional<Object> value() {
        return switch (random.nextInt(8)) {
            case 0 -> Optional.of("plain");
            case 1 -> Optional.of("\"\\\u0001\u20ac\uD83D\uDE00");
            case 2 -> Optional.of(random.nextInt());
            case 3 -> Optional.of(List.of("one", 2, true));
            case 4 -> Optional.of(Map.of("inner", random.nextDouble(), "Also", List.of()));
            default -> Optional.empty();
        };
    }

    private Optional<String> some(String text) {
        return random.nextBoolean() ? Optional.of(text) : Optional.empty();
    }

    private static Map<String, Object> of(Map<String, Object> fields, List<String> names) {
        Map<String, Object> some = new HashMap<>(fields);
        some.keySet().retainAll(names);
        return some;
    }

    private static void putUnlessEmpty(
            Map<String, Object> fields, String name, Map<String, Object> part) {
        if (!part.isEmpty()) {
            fields.put(name, part);
        }
    }

    private static Optional<String> json(Map<String, Object> fields) throws IOException {
        return fields.isEmpty() ? Optional.empty() : Optional.of(canonical(fields));
    }

    private static String canonical(Map<String, Object> fields)
            throws IOException, JsonProcessingException {
        return new JsonCanonicalizer(new ObjectMapper().writeValueAsString(fields))
                .getEncodedString();
    }
}
