/**
 * How many requests a caller may make, counted.
 *
 * <p>Owns: counting under several names at once, exactly and across processes (Redis, whose clock
 * alone says when a window ends), and in this process alone while Redis is away.
 *
 * <p>Leaves to others: who is counted, under which names, and what is told of it: {@code
 * identity.limit} for its own routes, {@code gateway.quota} for those of services.
 */
@NullMarked
package dev.sentinel.trust.limit;

import org.jspecify.annotations.NullMarked;
