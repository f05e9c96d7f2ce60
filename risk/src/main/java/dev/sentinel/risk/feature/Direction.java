package dev.sentinel.risk.feature;

/** Which way the money flows (risk contract 3.2). */
public enum Direction implements Term {
    PAY_IN(0),
    PAY(1),
    PAY_OUT(2),
    PAYOUT(3);

    private final int code;

    Direction(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}
