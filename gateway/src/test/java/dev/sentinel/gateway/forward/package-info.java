/** Proofs of the package of the same name. */
@NullMarked
package dev.sentinel.gateway.forward;

import org.jspecify.annotations.NullMarked;
