/**
 * The client's side of HTTP/1.1 (RFC 9112), as forwarding needs it: calls on kept connections of
 * one event loop, heads written straight into bytes, bodies streamed both ways with back-pressure,
 * interim answers, time-outs.
 *
 * <p>Knows nothing of routes, callers or envelopes. All of it lives on one event loop.
 */
@NullMarked
package dev.sentinel.gateway.forward.http1;

import org.jspecify.annotations.NullMarked;
