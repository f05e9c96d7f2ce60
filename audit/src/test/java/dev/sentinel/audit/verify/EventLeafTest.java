package dev.sentinel.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.Actions;
import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.audit.event.Outcome;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.audit.log.AuditLogConfig;
import dev.sentinel.audit.log.EventRow;
import dev.sentinel.audit.log.EventRowStore;
import dev.sentinel.audit.testing.TestLog;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The fast way to a leaf and the plain one must not differ in a single byte. */
final class EventLeafTest {
    private static final Action ANY =
            Action.of("agent.created", "an agent was registered")
                    .field("version", "its version")
                    .personal("email", "its address");
    private static final String[] TEXTS = {
        "a",
        "quote \" and \\ slash",
        "tab\tnew\nline\u0001\u001f\b\f\r",
        "Grüße 你好 🔐",
        "\u007f\u0080"
    };

    @Test
    void bothWaysToTheCanonicalFormAgree() {
        try (TestLog platform = new TestLog();
                AuditLog log =
                        new AuditLog(
                                platform.database,
                                Actions.of(List.of(ANY)),
                                platform.clock,
                                new SecureRandom(),
                                AuditLogConfig.DEFAULT)) {
            Random random = new Random(7);
            for (int i = 0; i < 200; i++) {
                AuditEvent event = event(random);
                platform.database.inTransaction(tx -> log.append(tx, event));
            }
            Map<UUID, String> fast = new HashMap<>();
            Map<UUID, String> plain = new HashMap<>();
            VerifyStore store = new VerifyStore();
            LeafBytes leaf = new LeafBytes();
            platform.database.read(tx -> {
                var now = platform.clock.instant();
                store.eachEvent(
                        tx,
                        new StoredLeaves.Span(now.minusSeconds(9), now.plusSeconds(9), List.of()),
                        row -> {
                            UUID id = new UUID(row.half(1, 0), row.half(1, 1));
                            EventLeaf.write(leaf, row, id);
                            fast.put(id, new String(leaf.toBytes(), StandardCharsets.UTF_8));
                        });
                return tx
                        .list(
                                EventRowStore::event,
                                "SELECT " + EventRowStore.EVENT_COLUMNS + " FROM audit.event e")
                        .stream()
                        .map(each -> plain.put(each.id(), text(each)))
                        .toList();
            });

            assertThat(fast).hasSize(200).isEqualTo(plain);
        }
    }

    private static AuditEvent event(Random random) {
        AuditEvent event =
                AuditEvent.of(ANY, text(random), Actor.person(text(random)))
                        .ended(random.nextBoolean() ? Outcome.SUCCESS : Outcome.FAILURE);
        if (random.nextBoolean()) {
            event = event.on(text(random), text(random));
        }
        if (random.nextBoolean()) {
            event = event.from(Origin.of("192.0.2.7", Optional.of(text(random)), text(random)));
        }
        if (random.nextBoolean()) {
            event = event.before(Map.of("version", text(random)));
        }
        return random.nextBoolean()
                ? event
                : event.after(Map.of("version", random.nextInt(), "email", text(random)));
    }

    private static String text(Random random) {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    private static String text(EventRow row) {
        return new String(row.canonical(), StandardCharsets.UTF_8);
    }
}
