package dev.sentinel.web;

/**
 * Answers a request on its event loop, streaming both ways. It must not block, and it must end the
 * exchange. Only the forwarder is one.
 */
@FunctionalInterface
public interface StreamEndpoint {
    void handle(Exchange exchange);
}
