/**
 * The Merkle tree of RFC 9162 as arithmetic: hashes, a growing edge, inclusion and consistency
 * proofs.
 *
 * <p>Pure: knows neither events nor a database. Who stores hashes hands them in as {@link
 * dev.sentinel.audit.tree.Nodes}.
 */
@NullMarked
package dev.sentinel.audit.tree;

import org.jspecify.annotations.NullMarked;
