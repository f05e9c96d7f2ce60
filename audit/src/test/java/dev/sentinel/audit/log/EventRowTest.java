package dev.sentinel.audit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventRowTest {
    private static final Instant AT = Instant.parse("2026-03-14T09:26:53.589Z");
    private static final String HASH = "ab".repeat(32);

    /** What decides without the bytes whether they are too many must never say too few. */
    @Test
    void knowsALengthThatItsBytesDoNotExceed() {
        for (String text :
                new String[] {"", "invoice-bot", "\u0001".repeat(200), "€".repeat(200)}) {
            EventRow row = row(text);

            assertThat(row.longestCanonical()).isGreaterThanOrEqualTo(row.canonical().length);
        }
    }

    private static EventRow row(String text) {
        Optional<String> some = Optional.of(text);
        Optional<String> json = Optional.of(CanonicalJson.of(text));
        return new EventRow(
                new UUID(-1, -1),
                AT,
                text,
                text,
                text,
                json,
                text,
                text,
                some,
                some,
                some,
                json,
                json,
                json,
                new PersonalHashes(Optional.of(HASH), Optional.of(HASH)));
    }
}
