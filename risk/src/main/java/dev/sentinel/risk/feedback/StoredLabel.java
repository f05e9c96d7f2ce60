package dev.sentinel.risk.feedback;

import java.time.Instant;

/** A label as it stands in the store: what was said, when it reached us, and who gave it. */
public record StoredLabel(Label label, Instant receivedAt, String givenBy) {}
