package dev.sentinel.risk.casework;

import dev.sentinel.risk.decision.LlmStatus;
import java.math.BigDecimal;

/**
 * A case as one row of the queue: the case, and what of its payment and latest score is shown
 * there.
 */
record QueueEntry(
        ReviewCase reviewCase,
        BigDecimal amount,
        String currency,
        int riskScore,
        LlmStatus llmStatus) {}
