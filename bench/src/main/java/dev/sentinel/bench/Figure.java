package dev.sentinel.bench;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One measured number.
 *
 * @param group under which it is printed
 * @param value the median, where it was measured more than once
 * @param least the smallest reading
 * @param most the largest reading
 * @param comparedWith what of the same run gives it a meaning; empty where nothing does
 */
public record Figure(
        String group,
        String name,
        double value,
        double least,
        double most,
        String unit,
        String comparedWith) {

    /** Measured once. */
    public Figure(String group, String name, double value, String unit, String comparedWith) {
        this(group, name, value, value, value, unit, comparedWith);
    }

    /** The median of several readings. */
    public static Figure of(
            String group,
            String name,
            Collection<Double> readings,
            String unit,
            String comparedWith) {
        return new Figure(
                group,
                name,
                median(readings),
                Collections.min(readings),
                Collections.max(readings),
                unit,
                comparedWith);
    }

    /**
     * Each reading in the one of the same round: what slows a whole round down, on a machine that
     * others use, slows both and leaves their ratio.
     */
    public static List<Double> ratios(List<Double> readings, List<Double> others) {
        return IntStream.range(0, readings.size())
                .mapToObj(round -> readings.get(round) / others.get(round))
                .toList();
    }

    /** The middle one; of an even number the mean of the two in the middle. */
    public static double median(Collection<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
