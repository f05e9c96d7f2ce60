package dev.sentinel.bench.load;

import org.HdrHistogram.Histogram;

/**
 * What a load measured on the side of the client.
 *
 * @param nanos times from sending a request to the end of its answer, after the warm-up
 */
public record Reading(Histogram nanos) {
    /** A percentile in microseconds. */
    public double micros(double percentile) {
        return nanos.getValueAtPercentile(percentile) / 1_000.0;
    }
}
