/**
 * Checking the log from the ground up: every leaf from its event, the tree from its leaves, the
 * promises from their signatures.
 *
 * <p>Trusts nothing stored but the public key, and the checkpoint that somebody kept elsewhere.
 * Writes nothing but that file. Also writes the log out so that others can check it without us.
 */
@NullMarked
package dev.sentinel.audit.verify;

import org.jspecify.annotations.NullMarked;
