package dev.sentinel.gateway.forward.http1;

import io.netty.handler.codec.http.HttpHeaders;

/**
 * What whoever calls a service hears, on the call's event loop: that it may send, then the head of
 * the answer. Nothing comes after {@link #failed}, nor after {@link ServiceCall#reset}.
 */
public interface CallListener {
    /** A connection is there: the request may be sent. */
    void opened(ServiceCall call);

    /** Early hints (RFC 8297), any number of times before the answer. */
    default void hinted(HttpHeaders hints) {}

    /** The head of the answer is there; set the handlers of its body before you return. */
    void answered(Answer answer);

    /** There will be no answer, or not the rest of it. */
    void failed(Fault fault);
}
