package dev.sentinel.risk.casework;

import dev.sentinel.risk.config.Decision;
import java.util.Optional;

/**
 * Which part of the queue is asked for (contract §10).
 *
 * @param search a case id or a transaction id, exactly
 * @param page from 1
 */
record CaseFilter(
        Optional<CaseStatus> status,
        Optional<Decision> decision,
        Optional<String> search,
        int page,
        int pageSize) {

    int offset() {
        return (page - 1) * pageSize;
    }
}
