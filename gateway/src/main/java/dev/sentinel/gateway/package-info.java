/** The single front door: registry, forwarding, limits, envelope. */
@NullMarked
package dev.sentinel.gateway;

import org.jspecify.annotations.NullMarked;
