/**
 * The past: payments and labels from before Sentinel saw them, uploaded in batches, and the feature
 * state rebuilt from what is stored.
 *
 * <p>Owns {@code POST /v1/history}. Writes payments through {@code payment} and labels through
 * {@code feedback}.
 */
@NullMarked
package dev.sentinel.risk.history;

import org.jspecify.annotations.NullMarked;
