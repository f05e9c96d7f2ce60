package dev.sentinel.bench.gateway;

import dev.sentinel.bench.Figure;
import dev.sentinel.bench.Table;
import dev.sentinel.bench.process.ProcessTimes;
import dev.sentinel.bench.process.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What {@code bench/gateway} runs. */
public final class GatewayBench {
    private static final String STREAMS = "streams";
    // Only when it is named: the same without the peers, for who works on the gateway.
    private static final String ALONE = "alone";
    private static final int MINUTES = 10;
    private static final Map<String, Part> PARTS = parts();

    private GatewayBench() {}

    /** One thing to be measured, with stores and processes of its own. */
    private interface Part {
        List<Figure> measure(Path home, Path stage, Consumer<String> progress) throws Exception;
    }

    /**
     * Arguments: the parts to measure, all when none is named; {@code streams} by so many minutes.
     */
    public static void main(String[] arguments) throws Exception {
        List<String> names = new ArrayList<>(List.of(arguments));
        int minutes = MINUTES;
        if (names.size() > 1 && names.getLast().matches("[1-9][0-9]{0,2}")) {
            minutes = Integer.parseInt(names.removeLast());
        }
        Set<String> known = new TreeSet<>(PARTS.keySet());
        known.add(STREAMS);
        if (!known.containsAll(names)) {
            System.err.println(
                    "usage: bench/gateway [peers] [alone] [limited] [latency] [flood] [reload]"
                            + " [revocation] [streams [MINUTES]]");
            System.exit(2);
        }
        if (!ProcessTimes.available()) {
            System.err.println(
                    "skipped: processor time of other processes comes from /proc, on Linux");
            return;
        }
        if (Program.find("nginx").isEmpty()) {
            System.err.println(
                    "skipped: no nginx, which is everybody's upstream: bench/peers/setup");
            return;
        }
        int length = minutes;
        Map<String, Part> parts = new LinkedHashMap<>(PARTS);
        parts.put(
                STREAMS,
                (home, stage, progress) -> Endurance.measure(home, stage, length, progress));
        Path home = Path.of(System.getProperty("sentinel.home", ".")).toAbsolutePath();
        List<Figure> figures = new ArrayList<>();
        for (Map.Entry<String, Part> part : parts.entrySet()) {
            if ((names.isEmpty() && !part.getKey().equals(ALONE))
                    || names.contains(part.getKey())) {
                System.err.println(part.getKey());
                try (Stage stage = Stage.make()) {
                    figures.addAll(
                            part.getValue().measure(home, stage.path(), System.err::println));
                }
            }
        }
        Table.print(figures, System.out);
    }

    private static Map<String, Part> parts() {
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put("peers", PeerComparison::measure);
        parts.put(ALONE, PeerComparison::alone);
        parts.put("limited", LimitedCalls::measure);
        parts.put("latency", AddedLatency::measure);
        parts.put("flood", Flood::measure);
        parts.put("reload", Reloads::measure);
        parts.put("revocation", RevokedStreams::measure);
        return parts;
    }
}
