package dev.sentinel.server.cli;

import java.math.BigDecimal;
import java.time.Duration;

/** The age of this process, from what Linux says of it (proc(5)). */
final class ProcessAge {
    /** Start times are in ticks of a hundredth of a second, on every platform that we run on. */
    private static final int MILLIS_A_TICK = 10;

    private static final int START_TIME = 22;

    private ProcessAge() {}

    /**
     * Reads {@code /proc/self/stat} and {@code /proc/uptime}.
     *
     * @throws IllegalArgumentException when they do not say it
     */
    static Duration onLinux(String stat, String uptime) {
        // The second field is a name in parentheses, which may hold anything.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        if (fields.length < START_TIME - 2) {
            throw new IllegalArgumentException("no start time in " + stat);
        }
        long started = Long.parseLong(fields[START_TIME - 3]) * MILLIS_A_TICK;
        long now = new BigDecimal(uptime.split(" ", 2)[0]).movePointRight(3).longValue();
        return Duration.ofMillis(now - started);
    }
}
