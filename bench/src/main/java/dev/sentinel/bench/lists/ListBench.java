package dev.sentinel.bench.lists;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Fills the registry with agents and prints how long pages of its list take. */
public final class ListBench {
    private static final int WARM_UP = 200;
    private static final int REQUESTS = 500;
    private static final Duration BAR = Duration.ofMillis(20);

    private ListBench() {}

    /** Argument: how many agents; a million when it is left out. */
    public static void main(String[] arguments) throws Exception {
        long agents = arguments.length == 0 ? 1_000_000 : Long.parseLong(arguments[0]);
        try (FilledRegistry registry = FilledRegistry.of(agents)) {
            System.out.printf(
                    "%,d agents of one workspace, filled in %.0f s; one connection, one request"
                            + " after the other, %d for each line%n%n",
                    agents, registry.filledIn().toMillis() / 1000.0, REQUESTS);
            System.out.printf(
                    "%-52s %12s %9s %9s %9s%n", "query", "total", "p50 ms", "p99 ms", "max ms");
            boolean met = true;
            for (String query : queries(agents)) {
                met &= measured(registry, query, System.out);
            }
            System.out.printf("%nevery p99 below %d ms: %s%n", BAR.toMillis(), met ? "yes" : "NO");
        }
    }

    /** First, middle and last pages, for each kind of filter. */
    private static List<String> queries(long agents) {
        long pages = agents / 20;
        return List.of(
                "page=1",
                "page=" + pages / 2,
                "page=" + pages,
                "page=" + agents / 200 + "&limit=100",
                "status=active",
                "status=active&page=" + pages * 45 / 100,
                "status=decommissioned&page=" + pages / 100,
                "agentType=router&page=" + pages / 16,
                "owner=platform",
                "owner=platform&page=" + pages * 3 / 20,
                "owner=team-17&page=2",
                "owner=nobody",
                "agentType=router&status=suspended&page=" + pages / 300,
                "owner=platform&status=active&page=" + pages * 27 / 200,
                "owner=platform&agentType=router&page=" + pages * 3 / 160,
                "owner=platform&agentType=router&status=suspended&page=" + pages / 1000);
    }

    private static boolean measured(FilledRegistry registry, String query, PrintStream out)
            throws Exception {
        long total = 0;
        for (int i = 0; i < WARM_UP; i++) {
            total = registry.list(query);
        }
        Histogram times = new Histogram(3);
        for (int i = 0; i < REQUESTS; i++) {
            long from = System.nanoTime();
            registry.list(query);
            times.recordValue(System.nanoTime() - from);
        }
        double p99 = millis(times.getValueAtPercentile(99));
        out.printf(
                "%-52s %,12d %9.2f %9.2f %9.2f%n",
                query,
                total,
                millis(times.getValueAtPercentile(50)),
                p99,
                millis(times.getMaxValue()));
        return p99 < BAR.toMillis();
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
