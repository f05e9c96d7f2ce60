package dev.sentinel.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private final Arrivals arrivals = new Arrivals();

    @Test
    void aLoneLineWaitsForNobody() {
        assertThat(arrivals.mostAtOnce()).isEqualTo(1);
    }

    @Test
    void theMostOfTheLastEightAreExpected() {
        arrivals.came(64);
        for (int i = 0; i < 7; i++) {
            arrivals.came(3);
        }
        assertThat(arrivals.mostAtOnce()).isEqualTo(64);

        arrivals.came(5);
        assertThat(arrivals.mostAtOnce()).isEqualTo(5);
    }
}
