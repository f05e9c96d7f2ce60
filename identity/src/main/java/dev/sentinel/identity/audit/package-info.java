/**
 * The audit log as the agent API shows it: {@code GET /api/v1/audit} and {@code
 * /api/v1/audit/{eventId}}.
 *
 * <p>Leaves to others: the log itself (module {@code audit}).
 */
@NullMarked
package dev.sentinel.identity.audit;

import org.jspecify.annotations.NullMarked;
