package dev.sentinel.risk.model;

/**
 * Rows with the margins that the trainer's own library gave them. A model that is read back must
 * give the same before it may decide anything.
 */
public final class ParityRows {
    /** Largest difference of a margin that still counts as the same. */
    public static final double TOLERANCE = 1e-6;

    private final float[][] rows;
    private final float[] margins;

    /** Takes copies; one margin for each row, at least one row. */
    public ParityRows(float[][] rows, float[] margins) {
        if (rows.length == 0 || rows.length != margins.length) {
            throw new IllegalArgumentException("parity needs rows, and a margin for each");
        }
        this.rows = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            this.rows[i] = rows[i].clone();
        }
        this.margins = margins.clone();
    }

    public int size() {
        return rows.length;
    }

    /** A copy of one row. */
    public float[] row(int index) {
        return rows[index].clone();
    }

    /** The margin expected of that row, log-odds. */
    public float margin(int index) {
        return margins[index];
    }

    /** Largest absolute difference between expected margins and those of a model. */
    double worstDifference(Forest forest) {
        double worst = 0;
        for (int i = 0; i < rows.length; i++) {
            double difference = Math.abs((double) forest.margin(rows[i]) - margins[i]);
            // Written so that a NaN is the worst of all.
            if (!(difference <= worst)) {
                worst = difference;
            }
        }
        return worst;
    }
}
