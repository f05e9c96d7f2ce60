package dev.sentinel.bench;

import java.util.Collection;
import java.util.List;

/**
 * One measured number.
 *
 * @param group under which it is printed
 * @param comparedWith what of the same run gives it a meaning; empty where nothing does
 */
public record Figure(String group, String name, double value, String unit, String comparedWith) {

    /** The middle one; of an even number the mean of the two in the middle. */
    public static double median(Collection<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
