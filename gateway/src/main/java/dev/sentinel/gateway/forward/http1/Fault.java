package dev.sentinel.gateway.forward.http1;

/** How a call can end without a whole answer. */
public enum Fault {
    /**
     * Every connection is busy, and the wait for one is full or over; or the call was so slow that
     * another one has its connection now.
     */
    BUSY,
    /** No connection: refused, unknown host, TLS. */
    UNREACHABLE,
    /** No connection in time. */
    CONNECT_TIMEOUT,
    /** The connection ended before the answer did. */
    CUT,
    /** What came back is not HTTP. */
    GARBLED
}
