/**
 * What must hold on the wire, as bytes to send and what must come of them: the corpus that tests
 * fire at a gateway of their own and {@code sentinel selftest} at a running one. Shares nothing
 * with the gateway's code: plain sockets, seen from outside.
 */
@NullMarked
package dev.sentinel.gateway.selftest;

import org.jspecify.annotations.NullMarked;
