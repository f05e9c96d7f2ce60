/** Proofs of the package of the same name. */
@NullMarked
package dev.sentinel.gateway.registry;

import org.jspecify.annotations.NullMarked;
