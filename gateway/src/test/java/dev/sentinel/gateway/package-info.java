/** Proofs of the package of the same name. */
@NullMarked
package dev.sentinel.gateway;

import org.jspecify.annotations.NullMarked;
