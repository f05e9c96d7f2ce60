/**
 * Cases: the payments that a person must look at, one case a payment.
 *
 * <p>Owns {@code GET /v1/cases}, {@code GET /v1/cases/{caseId}} and the table {@code
 * risk.review_case}.
 */
@NullMarked
package dev.sentinel.risk.casework;

import org.jspecify.annotations.NullMarked;
