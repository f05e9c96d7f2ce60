package dev.sentinel.bench.gateway;

import dev.sentinel.bench.process.ProcessTimes;
import java.io.IOException;
import java.net.URI;

/** Somebody else's server that runs as a program of its own, with the processes it has started. */
record OtherServer(String name, URI payload, Program program) implements Peer {
    @Override
    public long processorMicros() throws IOException {
        return ProcessTimes.microsWithChildren(program.pid());
    }

    @Override
    public void close() {
        program.close();
    }
}
