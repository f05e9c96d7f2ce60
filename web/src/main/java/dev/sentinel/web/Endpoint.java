package dev.sentinel.web;

import java.util.Optional;
import java.util.function.Function;

/** Answers one request. Runs on a virtual thread: it may block. */
@FunctionalInterface
public interface Endpoint {
    Response handle(Request request);

    /**
     * The answer when it takes nothing but a glance into memory, whole or {@link Response#later};
     * asked on the event loop, before any thread is taken: it must neither wait nor reckon for
     * long. Empty when it cannot tell; then nothing has happened, and {@link #handle} is asked.
     */
    default Optional<Response> atOnce(Request request) {
        return Optional.empty();
    }

    /** Asks the first, which must keep to {@link #atOnce}; the other when that cannot tell. */
    static Endpoint atOnce(Function<Request, Optional<Response>> first, Endpoint otherwise) {
        return new Endpoint() {
            @Override
            public Optional<Response> atOnce(Request request) {
                return first.apply(request);
            }

            @Override
            public Response handle(Request request) {
                return otherwise.handle(request);
            }
        };
    }
}
