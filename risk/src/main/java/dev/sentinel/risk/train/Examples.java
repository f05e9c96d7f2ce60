package dev.sentinel.risk.train;

import dev.sentinel.risk.feature.FeatureVector;
import dev.sentinel.risk.feature.PaymentEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Payments with a known truth and their features at the time, row by row. */
final class Examples {
    private final int columns;
    private final List<Case> cases = new ArrayList<>();
    private float[] values;
    private int frauds;

    Examples(int columns) {
        this.columns = columns;
        this.values = new float[64 * columns];
    }

    void add(PaymentEvent payment, FeatureVector vector, boolean fraud) {
        int at = Math.multiplyExact(cases.size(), columns);
        if (at + columns > values.length) {
            values = Arrays.copyOf(values, Math.multiplyExact(values.length, 2));
        }
        System.arraycopy(vector.values(), 0, values, at, columns);
        cases.add(new Case(payment.at(), payment.sender(), fraud));
        if (fraud) {
            frauds++;
        }
    }

    int rows() {
        return cases.size();
    }

    int frauds() {
        return frauds;
    }

    int columns() {
        return columns;
    }

    Case about(int row) {
        return cases.get(row);
    }

    float[] row(int row) {
        return Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
    }

    /** All rows one after another, cut to size. */
    float[] matrix() {
        return Arrays.copyOf(values, cases.size() * columns);
    }

    float[] labels() {
        float[] labels = new float[cases.size()];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = cases.get(row).fraud() ? 1 : 0;
        }
        return labels;
    }

    /** What metrics need of a row. */
    record Case(Instant at, String card, boolean fraud) {}
}
