package dev.sentinel.audit.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.testing.TestLog;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.testing.SetClock;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;

/** RFC 8785, against the reference implementation. */
final class CanonicalJsonTest {
    private final SplittableRandom random = new SplittableRandom(9162);

    @Test
    void whateverAnEventHoldsIsCanonical() throws IOException {
        for (int i = 0; i < 2_000; i++) {
            String json = CanonicalJson.of(List.of(value(3)));
            assertThat(json).isEqualTo(new JsonCanonicalizer(json).getEncodedString());
        }
    }

    @Test
    void aLeafIsOneCanonicalObject() throws IOException {
        UUID id =
                new EntryIds(
                                new SetClock("2026-03-14T09:26:53Z"),
                                new RandomBlocks(new SecureRandom()))
                        .next();
        Entry entry =
                Entry.of(
                        id,
                        TestLog.created("invoice-bot")
                                .with("version", List.of("\"\\\u0001\u20ac\uD83D\uDE00", 0.1)));
        byte[] leaf =
                StoredEntry.of(entry, TestLog.CREATED, () -> "00".repeat(16)).event().canonical();

        assertThat(leaf).isEqualTo(new JsonCanonicalizer(leaf).getEncodedUTF8());
        JsonNode read = Json.read(leaf);
        assertThat(Optional.ofNullable(read.path("at").textValue()))
                .contains("2026-03-14T09:26:53Z");
        assertThat(read.path("target").path("id").textValue()).isEqualTo("invoice-bot");
    }

    private Object value(int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> text();
            case 1 -> random.nextBoolean();
            case 2 -> random.nextLong() >> 11;
            case 3 -> number();
            case 4 -> List.of(value(depth - 1), value(depth - 1));
            default -> {
                TreeMap<String, Object> map = new TreeMap<>();
                map.put(text(), value(depth - 1));
                map.put(text(), value(depth - 1));
                yield map;
            }
        };
    }

    private double number() {
        double number = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(number) ? number : random.nextDouble();
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.appendCodePoint(
                    switch (random.nextInt(4)) {
                        case 0 -> random.nextInt(1, 0x20);
                        case 1 -> random.nextInt(0x20, 0x80);
                        case 2 -> random.nextInt(0x80, 0xD800);
                        default -> random.nextInt(0x1F300, 0x1F600);
                    });
        }
        return text.toString();
    }
}
