package dev.sentinel.bench;

import dev.sentinel.base.json.Json;
import dev.sentinel.bench.audit.AuditBench;
import dev.sentinel.bench.process.KeycloakComparison;
import dev.sentinel.bench.process.StartTimes;
import dev.sentinel.bench.process.TokenCost;
import dev.sentinel.bench.process.WholeProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Measures everything in one run on one machine, and prints it. */
public final class Bench {
    private static final String JSON = "--json";
    private static final String MICRO = "micro";
    private static final String TOKENS = "tokens";
    private static final String REQUESTS = "requests";
    private static final Set<String> USUAL = Set.of(MICRO, TOKENS, REQUESTS);
    // Only when it is named: it needs a download, which bench/peers/keycloak makes.
    private static final String KEYCLOAK = "keycloak";
    private static final String KEYCLOAK_HOME = "KEYCLOAK_HOME";
    // Only when it is named: it starts a demo of its own many times.
    private static final String START = "start";
    private static final int STARTS = 7;
    private static final String AUDIT = "audit";

    private Bench() {}

    /**
     * Arguments: the parts to measure; when none is named, all but starts and the comparison with
     * Keycloak. {@code --json} prints JSON instead of a table. {@code audit} measures the audit log
     * alone.
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals(AUDIT)) {
            AuditBench.main(Arrays.copyOfRange(arguments, 1, arguments.length));
            return;
        }
        Set<String> parts = new HashSet<>(List.of(arguments));
        boolean json = parts.remove(JSON);
        Set<String> known = new HashSet<>(USUAL);
        known.addAll(Set.of(START, KEYCLOAK));
        boolean nowhere = parts.contains(KEYCLOAK) && System.getenv(KEYCLOAK_HOME) == null;
        if (!known.containsAll(parts) || nowhere) {
            System.err.println(
                    "usage: bench/run [--json] [micro] [tokens] [requests] [start] | bench/run audit … | bench/peers/keycloak");
            System.exit(2);
        }
        List<Figure> figures = measured(parts.isEmpty() ? USUAL : parts);
        if (json) {
            System.out.println(
                    new String(
                            Json.write(Map.of("machine", machine(), "figures", figures)),
                            StandardCharsets.UTF_8));
        } else {
            System.out.println(machine());
            Table.print(figures, System.out);
        }
    }

    private static List<Figure> measured(Set<String> parts) throws Exception {
        List<Figure> figures = new ArrayList<>();
        if (parts.contains(MICRO)) {
            System.err.println("micro-benchmarks, half a minute");
            figures.addAll(MicroBenchmarks.run());
        }
        if (!WholeProcess.measurable()) {
            System.err.println(
                    "whole processes are measured on Linux only: their processor time comes from /proc");
            return figures;
        }
        Path home = Path.of(System.getProperty("sentinel.home", ".")).toAbsolutePath();
        if (parts.contains(TOKENS)) {
            figures.addAll(TokenCost.measure(home, System.err::println));
        }
        if (parts.contains(KEYCLOAK)) {
            Path keycloak = Path.of(System.getenv(KEYCLOAK_HOME));
            figures.addAll(KeycloakComparison.measure(home, keycloak, System.err::println));
        }
        if (parts.contains(START)) {
            figures.addAll(StartTimes.measure(home, STARTS, System.err::println));
        }
        if (parts.contains(REQUESTS)) {
            figures.addAll(WholeProcess.measure(home, System.err::println));
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
