package dev.sentinel.identity.person;

import dev.sentinel.base.config.Settings;

/**
 * What checking a password costs.
 *
 * @param memoryKib {@code PASSWORD_HASH_MEMORY_KIB} of each check
 * @param iterations {@code PASSWORD_HASH_ITERATIONS} over that memory
 * @param threads {@code PASSWORD_HASH_THREADS}: checks at once, and so the memory of all
 * @param waiting checks that wait at most; further ones are refused with 503
 */
public record HashConfig(int memoryKib, int iterations, int threads, int waiting) {
    // The least that OWASP's cheat sheet on password storage recommends.
    private static final int LEAST_MEMORY = 19_456;
    private static final int LEAST_ITERATIONS = 2;
    private static final int WAITING = 64;

    public static final HashConfig DEFAULT =
            new HashConfig(LEAST_MEMORY, LEAST_ITERATIONS, 2, WAITING);

    static HashConfig of(Settings settings) {
        return new HashConfig(
                (int)
                        settings.number(
                                LEAST_MEMORY, LEAST_MEMORY, 1 << 20, "PASSWORD_HASH_MEMORY_KIB"),
                (int)
                        settings.number(
                                LEAST_ITERATIONS,
                                LEAST_ITERATIONS,
                                100,
                                "PASSWORD_HASH_ITERATIONS"),
                (int) settings.number(DEFAULT.threads, 1, 64, "PASSWORD_HASH_THREADS"),
                WAITING);
    }
}
