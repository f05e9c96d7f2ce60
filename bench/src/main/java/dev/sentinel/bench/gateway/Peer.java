package dev.sentinel.bench.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;

/** A server that answers the load, and what it has cost so far. */
interface Peer extends AutoCloseable {
    /** As tables name it. */
    String name();

    /** What is asked for. */
    URI payload();

    /** Processor time of all its processes so far, in microseconds. */
    long processorMicros() throws IOException;

    default InetSocketAddress address() {
        return new InetSocketAddress(payload().getHost(), payload().getPort());
    }

    @Override
    void close();
}
