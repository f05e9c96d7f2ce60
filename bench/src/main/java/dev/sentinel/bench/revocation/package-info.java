/**
 * From the decision to revoke until every verifier refuses, between real processes, with the ways
 * between them cut and healed.
 */
@NullMarked
package dev.sentinel.bench.revocation;

import org.jspecify.annotations.NullMarked;
