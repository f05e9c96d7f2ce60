/**
 * The service registry: which upstream services stand behind the gateway, which of their routes are
 * public, and who may call each of them. Owns the reading of {@code config/services.yaml},
 * strictly: an unknown key, a route without an access rule or a value beyond its limit refuses the
 * whole file, with file, line and key. Leaves the calling of services to {@code gateway.forward}.
 */
@NullMarked
package dev.sentinel.gateway.registry;

import org.jspecify.annotations.NullMarked;
