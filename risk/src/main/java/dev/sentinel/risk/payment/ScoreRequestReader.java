package dev.sentinel.risk.payment;

import dev.sentinel.risk.feature.Channel;
import dev.sentinel.risk.feature.Currency;
import dev.sentinel.risk.feature.Direction;
import dev.sentinel.risk.feature.FeatureSchema;
import dev.sentinel.risk.feature.PaymentStatus;
import dev.sentinel.risk.feature.Psp;
import dev.sentinel.risk.feature.Term;
import dev.sentinel.web.JsonBody;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads a score request strictly (contract §3.1, §3.2): every field is bounded, unknown fields and
 * words are refused by name. Throws {@link dev.sentinel.web.Problem}.
 */
public final class ScoreRequestReader {
    /**
     * Columns that platforms measure themselves (contract §8.1); a model uses those it was trained
     * on.
     */
    private static final Set<String> OPERATIONAL =
            Set.of(
                    "response_code",
                    "response_time_ms",
                    "duplicate_order_count",
                    "is_http_error",
                    "is_slow_response",
                    "is_extreme_amount",
                    "merchant_hour_request_count",
                    "merchant_hour_error_rate");

    private static final Pattern PRINTABLE = Pattern.compile("[^\\p{Cntrl}]+");
    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
    private static final int MAX_ID = 128;
    private static final int MAX_TEXT = 512;
    private static final int MAX_URL = 1_024;
    private static final int MAX_BLOB = 10_000;
    private static final int MAX_DOCUMENTS = 16;
    private static final BigDecimal MAX_AMOUNT = new BigDecimal("1000000000000000");
    private static final BigDecimal MIN_RATE = new BigDecimal("0.000000000001");
    private static final BigDecimal MAX_OVERRIDE = new BigDecimal("1000000000000");
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    /** A payment dated far ahead would make its parties forget their past. */
    private static final Duration AHEAD = Duration.ofMinutes(10);

    private final FeatureSchema schema;
    private final Clock clock;

    /** {@code schema} names the features that may be overridden. */
    public ScoreRequestReader(FeatureSchema schema, Clock clock) {
        this.schema = schema;
        this.clock = clock;
    }

    /** A whole score request; nothing else may be in the body. */
    public ScoreRequest scoreRequest(JsonBody body) {
        ScoreRequest request =
                new ScoreRequest(
                        payment(body.object("transaction")),
                        parties(body.object("entities")),
                        body.objects("kyc_refs", MAX_DOCUMENTS).stream()
                                .map(ScoreRequestReader::document)
                                .toList(),
                        overrides(body.optionalObject("feature_overrides")));
        body.refuseUnknown();
        return request;
    }

    /** The {@code transaction} object. */
    public Payment payment(JsonBody body) {
        Payment payment =
                new Payment(
                        id(body, "tx_id"),
                        createdAt(body),
                        body.decimal("amount", BigDecimal.ZERO, MAX_AMOUNT),
                        term(body, "currency", Currency.class),
                        term(body, "direction", Direction.class),
                        term(body, "channel", Channel.class),
                        term(body, "psp", Psp.class),
                        id(body, "route_id"),
                        term(body, "status", PaymentStatus.class),
                        printable(body, "status_reason", MAX_TEXT),
                        body.decimal("fee_total", BigDecimal.ZERO, MAX_AMOUNT),
                        body.optionalDecimal("fx_rate", MIN_RATE, MAX_AMOUNT));
        body.refuseUnknown();
        return payment;
    }

    /** The {@code entities} object. */
    public Parties parties(JsonBody body) {
        Parties parties =
                new Parties(
                        id(body, "sender_entity_id"),
                        id(body, "receiver_entity_id"),
                        country(body, "sender_country"),
                        country(body, "receiver_country"),
                        optionalId(body, "user_id"),
                        optionalId(body, "merchant_id"),
                        optionalId(body, "ip_hash"),
                        optionalId(body, "device_id_hash"));
        body.refuseUnknown();
        return parties;
    }

    private Instant createdAt(JsonBody body) {
        // PostgreSQL keeps microseconds: what is fingerprinted is what is stored.
        Instant at = body.instant("created_at").truncatedTo(ChronoUnit.MICROS);
        if (at.isBefore(EARLIEST)) {
            throw body.invalid("created_at", "must not be before " + EARLIEST);
        }
        Instant latest = clock.instant().plus(AHEAD).truncatedTo(ChronoUnit.SECONDS);
        if (at.isAfter(latest)) {
            throw body.invalid("created_at", "must not be in the future, later than " + latest);
        }
        return at;
    }

    private SortedMap<String, BigDecimal> overrides(Optional<JsonBody> body) {
        SortedMap<String, BigDecimal> overrides = new TreeMap<>();
        if (body.isEmpty()) {
            return overrides;
        }
        for (String name : schema.names()) {
            read(body.get(), name, overrides);
        }
        for (String name : OPERATIONAL) {
            read(body.get(), name, overrides);
        }
        body.get().refuseUnknown();
        return overrides;
    }

    private static void read(JsonBody body, String name, SortedMap<String, BigDecimal> overrides) {
        body.optionalDecimal(name, MAX_OVERRIDE.negate(), MAX_OVERRIDE)
                .ifPresent(value -> overrides.put(name, value));
    }

    private static KycRef document(JsonBody body) {
        KycRef ref =
                new KycRef(
                        id(body, "entity_id"),
                        optionalId(body, "doc_hash"),
                        body.optionalText("doc_s3_url", MAX_URL),
                        body.optionalText("text_blob", MAX_BLOB));
        body.refuseUnknown();
        return ref;
    }

    private static <E extends Enum<E> & Term> E term(JsonBody body, String field, Class<E> kind) {
        List<String> words = Arrays.stream(kind.getEnumConstants()).map(Term::wire).toList();
        return Term.parse(kind, body.oneOf(field, words)).orElseThrow();
    }

    private static String country(JsonBody body, String field) {
        return body.matching(field, 2, COUNTRY, "two upper-case letters such as BR");
    }

    private static String id(JsonBody body, String field) {
        return printable(body, field, MAX_ID);
    }

    private static String printable(JsonBody body, String field, int max) {
        String text = body.matching(field, max, PRINTABLE, "a text without control characters");
        if (text.isBlank()) {
            throw body.invalid(field, "must not be blank");
        }
        return text;
    }

    private static Optional<String> optionalId(JsonBody body, String field) {
        return body.has(field) ? Optional.of(id(body, field)) : Optional.empty();
    }
}
