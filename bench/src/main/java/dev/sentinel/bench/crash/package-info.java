/**
 * Kills the server between accept and answer, again and again, and holds what it answered against
 * what it kept.
 */
@NullMarked
package dev.sentinel.bench.crash;

import org.jspecify.annotations.NullMarked;
