/**
 * The secrets by which agents prove who they are.
 *
 * <p>Owns: credentials and their life, how a secret is made, kept (in its row or in Vault) and
 * compared; routes below {@code /api/v1/agents/{agentId}/credentials}.
 *
 * <p>Leaves to others: agents ({@code identity.agent}), tokens ({@code identity.token}).
 */
@NullMarked
package dev.sentinel.identity.credential;

import org.jspecify.annotations.NullMarked;
