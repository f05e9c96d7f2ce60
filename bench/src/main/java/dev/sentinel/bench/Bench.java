package dev.sentinel.bench;

import dev.sentinel.base.json.Json;
import dev.sentinel.bench.audit.AuditBench;
import dev.sentinel.bench.process.StartTimes;
import dev.sentinel.bench.process.WholeProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Measures everything in one run on one machine, and prints it. */
public final class Bench {
    private static final String JSON = "--json";
    private static final String NO_MICRO = "--no-micro";
    private static final String START = "start";
    private static final int STARTS = 7;

    private static final String AUDIT = "audit";

    private Bench() {}

    /**
     * Arguments: {@code --json} prints JSON instead of a table; {@code --no-micro} leaves JMH out;
     * {@code audit} measures the audit log alone, {@code start} starts alone.
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals(AUDIT)) {
            AuditBench.main(Arrays.copyOfRange(arguments, 1, arguments.length));
            return;
        }
        Set<String> asked = Set.of(arguments);
        if (!Set.of(JSON, NO_MICRO, START).containsAll(asked)) {
            System.err.println(
                    "usage: bench/run [--json] [--no-micro | start] | bench/run audit …");
            System.exit(2);
        }
        Path home = Path.of(System.getProperty("sentinel.home", ".")).toAbsolutePath();
        List<Figure> figures =
                asked.contains(START)
                        ? StartTimes.measure(home, STARTS, System.err::println)
                        : costs(home, !asked.contains(NO_MICRO));
        if (asked.contains(JSON)) {
            System.out.println(
                    new String(
                            Json.write(Map.of("machine", machine(), "figures", figures)),
                            StandardCharsets.UTF_8));
        } else {
            System.out.println(machine());
            Table.print(figures, System.out);
        }
    }

    private static List<Figure> costs(Path home, boolean micro) throws Exception {
        List<Figure> figures = new ArrayList<>();
        if (micro) {
            System.err.println("micro-benchmarks, half a minute");
            figures.addAll(MicroBenchmarks.run());
        }
        if (WholeProcess.measurable()) {
            figures.addAll(WholeProcess.measure(home, System.err::println));
        } else {
            System.err.println(
                    "the whole process is measured on Linux only: its processor time comes from /proc");
        }
        return figures;
    }

    private static String machine() {
        return "%s %s, %d processors, Java %s"
                .formatted(
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version());
    }
}
