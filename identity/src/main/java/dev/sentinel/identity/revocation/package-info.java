/**
 * What has been revoked, told to every verifier.
 *
 * <p>Owns: the gapless log of revocations, written in the transaction that decides them; the Redis
 * stream {@value dev.sentinel.trust.revocation.StreamEntry#KEY}; the feed {@code GET
 * /api/v1/revocations}.
 *
 * <p>Leaves to others: deciding ({@code identity.agent}, {@code identity.credential}, {@code
 * identity.token}), and refusing tokens (module {@code trust}).
 */
@NullMarked
package dev.sentinel.identity.revocation;

import org.jspecify.annotations.NullMarked;
