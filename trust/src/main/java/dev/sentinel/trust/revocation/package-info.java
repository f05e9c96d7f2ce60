/**
 * What has been revoked, held in memory by every verifier.
 *
 * <p>Owns: {@link dev.sentinel.trust.revocation.Revocations}, which judges tokens; the two ways in
 * which news arrive, identity's HTTP feed and the sealed Redis stream; and the end of open streams.
 *
 * <p>Leaves to others: deciding, and the log that the news come from (module {@code identity}).
 */
@NullMarked
package dev.sentinel.trust.revocation;

import org.jspecify.annotations.NullMarked;
