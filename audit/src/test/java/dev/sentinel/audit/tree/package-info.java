/** Facts about trees and proofs, each from RFC 9162. */
@NullMarked
package dev.sentinel.audit.tree;

import org.jspecify.annotations.NullMarked;
