/**
 * How often the routes of services may be called. Owns who a call counts for and what it is told of
 * that; leaves the grammar to {@code gateway.registry} and counting to {@code trust.limit}.
 */
@NullMarked
package dev.sentinel.gateway.quota;

import org.jspecify.annotations.NullMarked;
