package dev.sentinel.risk.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class TilesTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long DAY = 24 * HOUR;
    private static final long MIDNIGHT = Instant.parse("2026-06-01T00:00:00Z").toEpochMilli();

    private final Tiles tiles = new Tiles();

    @Test
    void keepsHoursForNineDaysAndDaysBefore() {
        for (int hour = 0; hour < 48; hour++) {
            tiles.add(MIDNIGHT + hour * HOUR, 1);
        }
        assertThat(tiles.size()).isEqualTo(48);

        tiles.add(MIDNIGHT + 10 * DAY, 5);

        // The first day is now one tile; the second is nine days back and still in hours.
        assertThat(tiles.size()).isEqualTo(1 + 24 + 1);
        Tiles.Totals all = tiles.last(30 * DAY, MIDNIGHT + 10 * DAY);
        assertThat(all.count()).isEqualTo(49);
        assertThat(all.sum()).isEqualTo(53);
        assertThat(all.max()).isEqualTo(5);
    }

    @Test
    void forgetsAfterFortyDays() {
        tiles.add(MIDNIGHT, 1);
        tiles.add(MIDNIGHT + 41 * DAY, 1);

        assertThat(tiles.size()).isEqualTo(1);
        tiles.add(MIDNIGHT, 1);
        assertThat(tiles.size()).isEqualTo(1);
    }

    @Test
    void aBusyEntityStaysSmall() {
        for (int hour = 0; hour < 24 * 365; hour++) {
            tiles.add(MIDNIGHT + hour * HOUR, 1);
        }

        assertThat(tiles.size()).isLessThanOrEqualTo(10 * 24 + 32);
    }

    @Test
    void marksFraudsOfMergedDays() {
        tiles.add(MIDNIGHT + 3 * HOUR, 1);
        tiles.add(MIDNIGHT + 20 * DAY, 1);

        tiles.fraud(MIDNIGHT + 3 * HOUR);
        tiles.report(MIDNIGHT + 20 * DAY);

        Tiles.Totals first = tiles.between(MIDNIGHT - DAY, MIDNIGHT + DAY);
        assertThat(first.fraudShare()).isEqualTo(1);
        assertThat(first.reported()).isZero();
        assertThat(tiles.last(DAY, MIDNIGHT + 20 * DAY).reported()).isEqualTo(1);
    }

    @Test
    void aFraudWithoutAPaymentInMemoryChangesNothing() {
        tiles.add(MIDNIGHT, 1);

        tiles.fraud(MIDNIGHT + 5 * HOUR);
        tiles.fraud(MIDNIGHT - 5 * HOUR);

        assertThat(tiles.last(DAY, MIDNIGHT + 6 * HOUR).frauds()).isZero();
    }

    @Test
    void adjacentWindowsNeitherShareNorLoseATile() {
        for (int hour = 0; hour < 96; hour++) {
            tiles.add(MIDNIGHT + hour * HOUR + 7, 1);
        }
        long cut = MIDNIGHT + 50 * HOUR + 1234;

        int before = tiles.between(MIDNIGHT - DAY, cut).count();
        int after = tiles.between(cut, MIDNIGHT + 5 * DAY).count();

        assertThat(before + after).isEqualTo(96);
    }

    @Test
    void sumsDoNotDependOnTheOrderOfPayments() {
        Tiles backwards = new Tiles();
        for (int i = 1; i <= 1_000; i++) {
            tiles.add(MIDNIGHT + i * HOUR / 7, 0.1 * i);
            backwards.add(MIDNIGHT + (1_001 - i) * HOUR / 7, 0.1 * (1_001 - i));
        }
        assertThat(tiles.last(30 * DAY, MIDNIGHT + 8 * DAY))
                .isEqualTo(backwards.last(30 * DAY, MIDNIGHT + 8 * DAY));
    }

    @Test
    void sumsOfAbsurdAmountsStopAtALimit() {
        tiles.add(MIDNIGHT, 1e300);
        tiles.add(MIDNIGHT, 1e300);

        assertThat(tiles.last(DAY, MIDNIGHT).sum()).isCloseTo(9.2e12, within(1e11));
    }

    @Test
    void worksBefore1970() {
        tiles.add(-5 * HOUR, 2);

        assertThat(tiles.last(DAY, -4 * HOUR).sum()).isEqualTo(2);
    }
}
