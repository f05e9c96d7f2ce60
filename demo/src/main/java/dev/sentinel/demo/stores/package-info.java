/**
 * The demo's own PostgreSQL and Redis, and the directory where everything of the demo lies.
 *
 * <p>Owns ports, secrets and recovery of {@code .sentinel/}. Leaves how servers are run to {@code
 * dev.sentinel.stores} and what is in them to the modules.
 */
@NullMarked
package dev.sentinel.demo.stores;

import org.jspecify.annotations.NullMarked;
