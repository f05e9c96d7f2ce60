/**
 * What a payment is: the score request of the risk contract (§3.1, §3.2) as records, its strict
 * reader, its fingerprint, and the tables of payments, entities and document references.
 *
 * <p>Owns {@code GET /v1/transactions/{txId}}. Leaves what a payment is worth to {@code decision}.
 */
@NullMarked
package dev.sentinel.risk.payment;

import org.jspecify.annotations.NullMarked;
