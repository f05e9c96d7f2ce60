package dev.sentinel.risk.casework;

import dev.sentinel.risk.config.Decision;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A payment that a person must look at. */
record ReviewCase(
        UUID id,
        String txId,
        CaseStatus status,
        Decision modelDecision,
        Optional<Decision> finalDecision,
        Instant openedAt,
        Instant updatedAt) {

    /** What holds: a person's decision where there is one, else the model's (contract §10). */
    Decision effectiveOutcome() {
        return finalDecision.orElse(modelDecision);
    }
}
