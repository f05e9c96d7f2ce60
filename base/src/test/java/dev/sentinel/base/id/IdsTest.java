package dev.sentinel.base.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdsTest {
    private static final Instant NOW = Instant.parse("2026-06-05T10:00:00.123Z");

    @Test
    void anIdIsAVersion7Uuid() {
        // RFC 9562 section 5.7: 48 bits of milliseconds, version 7, variant 10
        UUID id = at(NOW).next();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void laterIdsSortAfterEarlierOnes() {
        String earlier = at(NOW).next().toString();
        String later = at(NOW.plusMillis(1)).next().toString();

        assertThat(earlier).isLessThan(later);
    }

    @Test
    void idsOfOneMillisecondDiffer() {
        Ids ids = at(NOW);
        Set<UUID> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            seen.add(ids.next());
        }

        assertThat(seen).hasSize(10_000);
    }

    private static Ids at(Instant now) {
        return new Ids(Clock.fixed(now, ZoneOffset.UTC), new Random(7));
    }
}
