/** Proofs of the package of the same name. */
@NullMarked
package dev.sentinel.gateway.health;

import org.jspecify.annotations.NullMarked;
