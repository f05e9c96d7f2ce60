package dev.sentinel.risk.feedback;

import dev.sentinel.web.JsonBody;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Reads a label strictly (contract §7). Type and value are required; the rest has a default. */
public final class LabelReader {
    private static final int MAX_NOTE = 2_000;

    private final Clock clock;

    public LabelReader(Clock clock) {
        this.clock = clock;
    }

    /** The label fields of an object; the caller refuses what is left over. */
    public Label read(JsonBody body, String txId) {
        return new Label(
                txId,
                body.oneOf("label_type", LabelType.class),
                Math.toIntExact(body.integer("label_value", 0, 1)),
                body.optionalOneOf("source", LabelSource.class).orElse(LabelSource.MANUAL),
                body.optionalTextOrEmpty("note", MAX_NOTE).orElse(""),
                labeledAt(body));
    }

    /** A label from the future would be counted in windows that have not begun. */
    private Instant labeledAt(JsonBody body) {
        Instant now = clock.instant();
        Instant at = body.optionalInstant("labeled_at").orElse(now).truncatedTo(ChronoUnit.MICROS);
        if (at.isAfter(now)) {
            throw body.invalid("labeled_at", "must not be in the future");
        }
        return at;
    }
}
