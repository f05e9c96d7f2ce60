/**
 * The agent registry.
 *
 * <p>Owns: agents, their life (active, suspended, decommissioned), the limit on their number, how
 * each authenticates for tokens ({@link ClientMetadata}); routes {@code /api/v1/agents} and {@code
 * /api/v1/agents/{agentId}}.
 *
 * <p>Leaves to others: credentials ({@code identity.credential}), tokens ({@code identity.token}),
 * telling verifiers ({@code identity.revocation}).
 */
@NullMarked
package dev.sentinel.identity.agent;

import org.jspecify.annotations.NullMarked;
