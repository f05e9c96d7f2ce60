/**
 * The forward path: a request that was matched, authenticated and allowed is sent to its service,
 * byte-safe and streamed both ways. Owns the rebuilding of headers and framing, the upstream
 * connections with their limits, timeouts, breaker and retry rule, and the mapping of failures
 * (contract studio §7). Runs on event loops: nothing here blocks. Leaves to {@code web} the parsing
 * and refusing of requests, to {@code gateway.registry} what the services are.
 */
@NullMarked
package dev.sentinel.gateway.forward;

import org.jspecify.annotations.NullMarked;
