package dev.sentinel.risk.payment;

/** How a payment came to us: to be decided, or uploaded after the fact. */
public enum Origin {
    SCORE("score"),
    HISTORY("history");

    private final String column;

    Origin(String column) {
        this.column = column;
    }

    String column() {
        return column;
    }
}
