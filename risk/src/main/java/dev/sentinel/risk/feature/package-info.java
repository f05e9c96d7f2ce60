/**
 * Features of a payment as of its own time. Owns the vocabulary of a payment, the aggregates of
 * every entity that takes part in one, and the order, names and hash of the feature vector. The
 * same class runs online, when a training set is built and when a decision is recomputed. Leaves
 * storage, HTTP and models to others: no I/O, no clock.
 */
@NullMarked
package dev.sentinel.risk.feature;

import org.jspecify.annotations.NullMarked;
