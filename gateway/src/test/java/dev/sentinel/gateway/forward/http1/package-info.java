/** Facts about the client's side of HTTP/1.1 that need no service; the wire tests show the rest. */
@NullMarked
package dev.sentinel.gateway.forward.http1;

import org.jspecify.annotations.NullMarked;
