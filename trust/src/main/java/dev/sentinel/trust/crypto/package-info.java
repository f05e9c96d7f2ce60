/**
 * Signatures, whoever computes them.
 *
 * <p>Owns: the algorithms that tokens may be signed with, and the choice of the crypto provider.
 *
 * <p>Leaves to others: keys that verify ({@code trust.token}) and keys that sign (identity's ring).
 */
@NullMarked
package dev.sentinel.trust.crypto;

import org.jspecify.annotations.NullMarked;
