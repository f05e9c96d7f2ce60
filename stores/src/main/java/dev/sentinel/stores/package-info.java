/**
 * PostgreSQL and Redis as child processes of this one: real servers, from binaries that come with
 * the dependencies, on loopback only.
 *
 * <p>Owns unpacking, starting, stopping and recovering them, and that no child outlives its parent.
 * Leaves schemas, roles and data to those who start them: the tests of every module and the demo.
 * Production does not contain this module.
 */
@NullMarked
package dev.sentinel.stores;

import org.jspecify.annotations.NullMarked;
