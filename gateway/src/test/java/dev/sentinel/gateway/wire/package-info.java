/**
 * The gateway on the wire: raw sockets on both sides of a real listener, bytes compared as they
 * are. Each invariant has bitten a known proxy.
 */
@NullMarked
package dev.sentinel.gateway.wire;

import org.jspecify.annotations.NullMarked;
