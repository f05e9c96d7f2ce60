package dev.sentinel.demo.payments;

import java.time.Duration;
import java.time.Instant;

/**
 * How large the world is and how long it is watched.
 *
 * @param seed another seed, another world
 * @param mark in every id, so that two worlds can be in one database
 * @param end the payments end just before
 * @param days watched before the end
 * @param fraudsPerThousand how many fraud incidents begin per thousand customers and day
 */
public record WorldConfig(
        long seed,
        String mark,
        int customers,
        int merchants,
        Instant end,
        int days,
        double fraudsPerThousand) {

    public WorldConfig {
        if (customers < 1 || merchants < Country.values().length || days < 1) {
            throw new IllegalArgumentException(
                    "a world needs a customer, %d merchants and a day"
                            .formatted(Country.values().length));
        }
    }

    /** Quick to make, train and score: some 50 thousand payments. */
    public static WorldConfig small(long seed, Instant end) {
        return new WorldConfig(seed, "s", 900, 160, end, 42, 2.5);
    }

    /** Fuller screens: some 300 thousand payments. */
    public static WorldConfig investor(long seed, Instant end) {
        return new WorldConfig(seed, "i", 4_000, 600, end, 60, 1.6);
    }

    Instant start() {
        return end.minus(Duration.ofDays(days));
    }
}
