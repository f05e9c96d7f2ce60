package dev.sentinel.risk.replay;

import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a replay went. Latencies count from the moment a request was meant to be sent, so a stalled
 * server cannot hide its stall by holding back the next requests (coordinated omission).
 *
 * @param modelVersion the model that decided last
 * @param sent score requests
 * @param answered with 200
 * @param errors score requests and feedback that failed, by kind: {@code http 503}, {@code timeout}
 *     …
 * @param labels sent as feedback
 * @param throughput answers a second
 * @param decisions answers by decision
 * @param areaUnderRoc of the integer scores; {@code NaN} when there was no fraud
 * @param averagePrecision of the integer scores; {@code NaN} when there was no fraud
 */
public record ReplayResult(
        String modelVersion,
        long sent,
        long answered,
        SortedMap<String, Long> errors,
        long labels,
        Duration elapsed,
        double throughput,
        Duration p50,
        Duration p99,
        Duration max,
        Map<String, Long> decisions,
        long frauds,
        double areaUnderRoc,
        double averagePrecision) {

    public ReplayResult {
        errors = new TreeMap<>(errors);
        decisions = Map.copyOf(decisions);
    }
}
