package dev.sentinel.risk.replay;

import dev.sentinel.risk.feature.Channel;
import dev.sentinel.risk.feature.Currency;
import dev.sentinel.risk.feature.Direction;
import dev.sentinel.risk.feature.LabelEvent;
import dev.sentinel.risk.feature.PaymentEvent;
import dev.sentinel.risk.feature.PaymentStatus;
import dev.sentinel.risk.feature.Psp;
import dev.sentinel.risk.payment.Events;
import dev.sentinel.risk.payment.Parties;
import dev.sentinel.risk.payment.Payment;
import dev.sentinel.risk.payment.PaymentJson;
import dev.sentinel.risk.train.LabelledPayment;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A handbook row in the words of the score contract: the customer pays, the terminal is merchant
 * and receiver. What the data does not have is the same for every payment, so a model cannot learn
 * from it.
 *
 * @param label when the truth becomes known
 */
record HandbookPayment(HandbookRow row, Instant label) {

    static HandbookPayment of(HandbookRow row, Duration labelDelay) {
        return new HandbookPayment(row, row.at().plus(labelDelay));
    }

    String txId() {
        return "hb_" + row.transactionId();
    }

    boolean fraud() {
        return row.fraud();
    }

    /** As training sees it. */
    LabelledPayment labelled() {
        PaymentEvent event = Events.of("", payment(), parties());
        return new LabelledPayment(event, Optional.of(LabelEvent.of(event, row.fraud(), label)));
    }

    /** The body of a score request (contract §3.1). */
    Map<String, Object> scoreRequest() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("transaction", PaymentJson.transaction(payment()));
        body.put("entities", PaymentJson.entities(parties()));
        return body;
    }

    /** A line of an upload; frauds known by then carry their label. */
    Map<String, Object> historyLine(Instant knownBy) {
        Map<String, Object> line = scoreRequest();
        if (row.fraud() && !label.isAfter(knownBy)) {
            line.put("label", verdict());
        }
        return line;
    }

    /** The body of a feedback request (contract §7). */
    Map<String, Object> feedback() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("tx_id", txId());
        body.putAll(verdict());
        return body;
    }

    private Map<String, Object> verdict() {
        Map<String, Object> verdict = new LinkedHashMap<>();
        verdict.put("label_type", "chargeback");
        verdict.put("label_value", row.fraud() ? 1 : 0);
        verdict.put("source", "partner");
        verdict.put("labeled_at", label.toString());
        return verdict;
    }

    private Payment payment() {
        return new Payment(
                txId(),
                row.at(),
                row.amount(),
                Currency.USD,
                Direction.PAY_IN,
                Channel.CARD,
                Psp.STRIPE,
                "handbook",
                PaymentStatus.COMPLETED,
                "approved",
                BigDecimal.ZERO,
                Optional.empty());
    }

    private Parties parties() {
        String customer = "cust_" + row.customerId();
        String terminal = "term_" + row.terminalId();
        return new Parties(
                customer,
                terminal,
                "US",
                "US",
                Optional.of(customer),
                Optional.of(terminal),
                Optional.empty(),
                Optional.empty());
    }
}
