package dev.sentinel.risk.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Counts what comes back. Safe for threads. */
final class Tally {
    private static final long HIGHEST_MICROS = TimeUnit.MINUTES.toMicros(10);

    private final Histogram latency = new Histogram(HIGHEST_MICROS, 3);
    private final SortedMap<String, Long> errors = new TreeMap<>();
    private final SortedMap<String, Long> decisions = new TreeMap<>();
    private final Ranking ranking = new Ranking();
    private String modelVersion = "";
    private long sent;
    private long answered;
    private long frauds;
    private long labels;

    synchronized void sent() {
        sent++;
    }

    synchronized void labelSent() {
        labels++;
    }

    synchronized long done() {
        return answered + errors.values().stream().mapToLong(Long::longValue).sum();
    }

    /** An answer to a score request; {@code sinceIntended} counts from when it was to be sent. */
    synchronized void answered(
            HttpResponse<byte[]> response, boolean fraud, Duration sinceIntended) {
        latency.recordValue(
                Math.min(TimeUnit.NANOSECONDS.toMicros(sinceIntended.toNanos()), HIGHEST_MICROS));
        if (response.statusCode() != 200) {
            error("http " + response.statusCode());
            return;
        }
        try {
            JsonNode answer = Json.read(response.body());
            decisions.merge(answer.required("decision").textValue(), 1L, Long::sum);
            ranking.add(answer.required("risk_score").intValue(), fraud);
            modelVersion = answer.required("model_version").textValue();
            frauds += fraud ? 1 : 0;
            answered++;
        } catch (JsonProcessingException | IllegalArgumentException _) {
            error("unreadable answer");
        }
    }

    /** No answer at all. */
    synchronized void failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        error(
                switch (cause) {
                    case HttpTimeoutException _ -> "timeout";
                    case ConnectException _ -> "no connection";
                    default -> "connection broke off";
                });
    }

    synchronized void feedbackRefused(int status) {
        error("feedback http " + status);
    }

    synchronized ReplayResult result(Duration elapsed) {
        return new ReplayResult(
                modelVersion,
                sent,
                answered,
                errors,
                labels,
                elapsed,
                answered / Math.max(elapsed.toNanos() / 1e9, 1e-9),
                micros(latency.getValueAtPercentile(50)),
                micros(latency.getValueAtPercentile(99)),
                micros(latency.getMaxValue()),
                decisions,
                frauds,
                ranking.areaUnderRoc(),
                ranking.averagePrecision());
    }

    private void error(String kind) {
        errors.merge(kind, 1L, Long::sum);
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros));
    }
}
