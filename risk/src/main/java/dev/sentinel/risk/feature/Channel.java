package dev.sentinel.risk.feature;

/** The rail that a payment takes (risk contract 3.2). */
public enum Channel implements Term {
    CARD(0),
    BANK_TRANSFER(1),
    WALLET(2),
    CRYPTO_OFFRAMP(3),
    SPEI(4),
    NET_BANKING(5),
    NEQUI(6),
    PIX(7),
    OXXO_PAY(8),
    CASH(9);

    private final int code;

    Channel(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}
