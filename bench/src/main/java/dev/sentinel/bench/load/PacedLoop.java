package dev.sentinel.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Requests at a steady rate, whatever the server does: times are taken from when a request was due,
 * so that a server that stalls is charged for those that had to wait.
 *
 * @param request what each connection sends
 * @param perSecond of all connections together
 */
@SuppressWarnings("ArrayRecordComponent") // made for one run, read by its connections
public record PacedLoop(
        InetSocketAddress server,
        byte[] request,
        int connections,
        double perSecond,
        Duration time) {

    public PacedLoop {
        if (!server.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("load goes to loopback only, not to " + server);
        }
    }

    /** Runs it. */
    public Reading run() throws IOException, InterruptedException {
        Histogram all = new Histogram(3);
        long begin = System.nanoTime() + Duration.ofMillis(50).toNanos();
        List<Future<Histogram>> loops = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            for (int i = 0; i < connections; i++) {
                long offset = (long) (i * 1e9 / perSecond);
                loops.add(threads.submit(() -> loop(begin + offset)));
            }
        }
        for (Future<Histogram> loop : loops) {
            try {
                all.add(loop.get());
            } catch (ExecutionException failure) {
                throw new LoadFailed("a connection broke", failure.getCause());
            }
        }
        return new Reading(all);
    }

    private Histogram loop(long first) throws IOException {
        Histogram nanos = new Histogram(3);
        long interval = (long) (connections * 1e9 / perSecond);
        long end = first + time.toNanos();
        try (KeptConnection connection = new KeptConnection(server)) {
            for (long due = first; due < end; due += interval) {
                for (long left = due - System.nanoTime(); left > 0; ) {
                    LockSupport.parkNanos(left);
                    left = due - System.nanoTime();
                }
                KeptConnection.Answer answer = connection.exchange(request);
                if (!answer.succeeded()) {
                    throw new LoadFailed("the server answered " + answer);
                }
                nanos.recordValue(System.nanoTime() - due);
            }
        }
        return nanos;
    }
}
