package dev.sentinel.risk.feature;

/** The rail that a payment takes (risk contract 3.2). */
public enum Channel implements Term {
    CARD,
    BANK_TRANSFER,
    WALLET,
    CRYPTO_OFFRAMP,
    SPEI,
    NET_BANKING,
    NEQUI,
    PIX,
    OXXO_PAY,
    CASH
}
