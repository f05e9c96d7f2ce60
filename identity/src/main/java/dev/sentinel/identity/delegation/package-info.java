/**
 * Who may act for whom (RFC 8693 section 1.1).
 *
 * <p>Owns: delegations, each a row by which a subject (an agent or a person), or an administrator,
 * permits one agent to act for the subject, with these scopes at most, until then; routes {@code
 * /api/v1/agents/{agentId}/delegations}, where the agent is the one that acts.
 *
 * <p>Leaves to others: tokens that rest on a delegation ({@code identity.token}), telling verifiers
 * that one was revoked ({@code identity.revocation}).
 */
@NullMarked
package dev.sentinel.identity.delegation;

import org.jspecify.annotations.NullMarked;
