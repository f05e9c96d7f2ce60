package dev.sentinel.bench.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Processor time and memory of a process as Linux counts them: proc_pid_stat(5),
 * proc_pid_status(5).
 */
public final class ProcessTimes {
    private static final Path PROC = Path.of("/proc");
    // USER_HZ, in which the kernel tells times to programs, is 100 on every architecture of ours.
    private static final long MICROS_A_TICK = 10_000;
    // Positions after the name, which stands in parentheses and may hold spaces.
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int USER_OF_ENDED = 13;
    private static final int SYSTEM_OF_ENDED = 14;

    private ProcessTimes() {}

    public static boolean available() {
        return Files.isReadable(PROC.resolve("self/stat"));
    }

    /** User and system time of all threads of a process, in microseconds. */
    public static long micros(long pid) throws IOException {
        String[] stat =
                stat(pid).orElseThrow(() -> new IOException("process " + pid + " has ended"));
        return ticks(stat, USER, SYSTEM) * MICROS_A_TICK;
    }

    /**
     * The same of a process with its children: those that live, and those that ended, whose time
     * the kernel adds to their parent's. PostgreSQL has a process for each connection.
     */
    public static long microsWithChildren(long pid) throws IOException {
        String[] parent =
                stat(pid).orElseThrow(() -> new IOException("process " + pid + " has ended"));
        long ticks = ticks(parent, USER, SYSTEM, USER_OF_ENDED, SYSTEM_OF_ENDED);
        for (long child : processes()) {
            Optional<String[]> stat = stat(child);
            if (stat.isPresent() && Long.parseLong(stat.get()[PARENT]) == pid) {
                ticks += ticks(stat.get(), USER, SYSTEM);
            }
        }
        return ticks * MICROS_A_TICK;
    }

    /** Memory of a process that is in RAM now (VmRSS), in KiB. */
    public static long residentKib(long pid) throws IOException {
        for (String line : Files.readAllLines(PROC.resolve(pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException("process " + pid + " has no VmRSS");
    }

    private static List<Long> processes() throws IOException {
        try (var entries = Files.list(PROC)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(Long::valueOf)
                    .toList();
        }
    }

    private static Optional<String[]> stat(long pid) throws IOException {
        try {
            String stat =
                    Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException failure) {
            // ESRCH: the process ended between the opening and the reading.
            if (Files.exists(PROC.resolve(Long.toString(pid)))) {
                throw failure;
            }
            return Optional.empty();
        }
    }

    private static long ticks(String[] stat, int... positions) {
        long sum = 0;
        for (int position : positions) {
            sum += Long.parseLong(stat[position]);
        }
        return sum;
    }
}
