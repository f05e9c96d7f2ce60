package dev.sentinel.web;

/**
 * Answers a request on its event loop, streaming both ways. It must not block, and it must end the
 * exchange. Only the forwarder is one.
 */
@FunctionalInterface
public interface StreamEndpoint {
    void handle(Exchange exchange);

    /**
     * Refuses, with a {@link Problem}, a request that names another workspace than its caller's:
     * before it is counted, so that it uses up nothing of anybody's.
     */
    default void checkWorkspace(Exchange exchange) {}
}
