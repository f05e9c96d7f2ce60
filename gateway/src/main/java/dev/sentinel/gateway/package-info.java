/**
 * The single front door: the service registry, forwarding, the envelope, health. Owns the public
 * edge of the platform; leaves people, agents and tokens to {@code identity}, the verifying of
 * callers to {@code trust}, and every decision of a service to the service. Read {@link
 * dev.sentinel.gateway.Gateway} first.
 */
@NullMarked
package dev.sentinel.gateway;

import org.jspecify.annotations.NullMarked;
