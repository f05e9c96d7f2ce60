/** What has been revoked, held in memory by every verifier and followed from identity's feed. */
@NullMarked
package dev.sentinel.trust.revocation;

import org.jspecify.annotations.NullMarked;
