package dev.sentinel.risk.casework;

/** Where a case stands in the queue (contract §10). */
public enum CaseStatus {
    OPEN,
    IN_REVIEW,
    CLOSED
}
