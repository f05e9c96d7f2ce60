/**
 * The gateway beside its peers: nginx as a plain proxy, HAProxy with {@code jwt_verify} and Spring
 * Cloud Gateway with a resource server, all in front of the same upstream and under the same load,
 * in turns; and the gateway alone under what harms gateways. Linux only.
 */
@NullMarked
package dev.sentinel.bench.gateway;

import org.jspecify.annotations.NullMarked;
