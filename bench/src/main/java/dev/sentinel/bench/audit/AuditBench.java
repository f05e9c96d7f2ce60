package dev.sentinel.bench.audit;

import dev.sentinel.bench.Figure;
import dev.sentinel.bench.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the audit log and prints it: {@code write [SECONDS]}, {@code calls [SECONDS]} or {@code
 * query [EVENTS]}.
 */
public final class AuditBench {
    private AuditBench() {}

    public static void main(String[] arguments) throws Exception {
        String what = arguments.length > 0 ? arguments[0] : "";
        List<Figure> figures = new ArrayList<>();
        try (BenchLog log = new BenchLog()) {
            switch (what) {
                case "write" -> {
                    log.audit.start();
                    WriteBenchmark writing = new WriteBenchmark(log);
                    figures.addAll(writing.inTransaction());
                    figures.addAll(
                            writing.sustained(Duration.ofSeconds(number(arguments, 20, 3_600))));
                }
                case "calls" -> {
                    log.audit.start();
                    figures.addAll(
                            new CallsBenchmark(log)
                                    .measure(Duration.ofSeconds(number(arguments, 10, 3_600))));
                }
                case "query" -> {
                    long events = number(arguments, 2_000_000, 1_000_000_000);
                    QueryBenchmark queries = new QueryBenchmark(log);
                    queries.fill(events);
                    figures.addAll(queries.measure(events));
                }
                default -> {
                    System.err.println(
                            "usage: bench/run audit write [SECONDS] | calls [SECONDS] | query [EVENTS]");
                    System.exit(2);
                }
            }
        }
        Table.print(figures, System.out);
    }

    private static long number(String[] arguments, long otherwise, long most) {
        long number = arguments.length > 1 ? Long.parseLong(arguments[1]) : otherwise;
        if (number < 1 || number > most) {
            throw new IllegalArgumentException(number + " is not 1 to " + most);
        }
        return number;
    }
}
