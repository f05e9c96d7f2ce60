package dev.sentinel.demo.payments;

import dev.sentinel.risk.feature.Channel;
import dev.sentinel.risk.feature.Currency;
import java.util.List;

/** A country of the made-up world: its money and how people pay there. */
enum Country {
    MX(Currency.MXN, 22, Channel.CARD, Channel.SPEI, Channel.OXXO_PAY, Channel.WALLET),
    BR(Currency.BRL, 20, Channel.PIX, Channel.CARD, Channel.BANK_TRANSFER),
    US(Currency.USD, 14, Channel.CARD, Channel.WALLET, Channel.BANK_TRANSFER),
    CO(Currency.COP, 9, Channel.NEQUI, Channel.CARD, Channel.BANK_TRANSFER, Channel.CASH),
    CL(Currency.CLP, 6, Channel.CARD, Channel.NET_BANKING),
    PE(Currency.PEN, 5, Channel.CARD, Channel.WALLET, Channel.CASH),
    AR(Currency.ARS, 5, Channel.CARD, Channel.WALLET, Channel.BANK_TRANSFER),
    EC(Currency.ECS, 3, Channel.CARD, Channel.CASH),
    ES(Currency.EUR, 5, Channel.CARD, Channel.WALLET, Channel.BANK_TRANSFER),
    GB(Currency.GBP, 3, Channel.CARD, Channel.WALLET, Channel.NET_BANKING),
    SG(Currency.SGD, 2, Channel.CARD, Channel.WALLET, Channel.CRYPTO_OFFRAMP),
    HK(Currency.HKD, 2, Channel.CARD, Channel.WALLET, Channel.CRYPTO_OFFRAMP),
    ID(Currency.IDR, 2, Channel.WALLET, Channel.BANK_TRANSFER),
    TW(Currency.TWD, 2, Channel.CARD, Channel.NET_BANKING);

    final Currency currency;

    /** Share of the customers. */
    final double weight;

    /** How people pay, the most usual first. */
    @SuppressWarnings("ImmutableEnumChecker") // List.of cannot be changed.
    final List<Channel> channels;

    Country(Currency currency, double weight, Channel... channels) {
        this.currency = currency;
        this.weight = weight;
        this.channels = List.of(channels);
    }

    /** Dollars in this country's money, rounded as prices are there. */
    double local(double usd) {
        double amount = usd / currency.usdPerUnit();
        // Where a dollar is hundreds of units nobody pays with hundredths.
        boolean hundredths = currency.usdPerUnit() > 0.01;
        return hundredths ? StrictMath.round(amount * 100) / 100.0 : StrictMath.round(amount);
    }
}
