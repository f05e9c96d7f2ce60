package dev.sentinel.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * Connections that each send their next request when the last one is answered. Throughput of a
 * closed loop says what the server can do; its latency is that under full load, not at a given
 * rate.
 */
public final class ClosedLoop {
    private final LoadPlan plan;
    private final AtomicLong started = new AtomicLong();
    private final AtomicLong finished = new AtomicLong();
    private volatile boolean counting;
    private volatile boolean stopped;

    public ClosedLoop(LoadPlan plan) {
        this.plan = plan;
    }

    /**
     * Runs the load.
     *
     * @param boundary is told the number of answers so far at the start of the first slice and at
     *     the end of each
     * @throws LoadFailed when any answer is not a success or a connection breaks
     */
    public Reading run(Boundary boundary) throws IOException, InterruptedException {
        List<Future<Histogram>> loops = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(plan.connections())) {
            for (int i = 0; i < plan.connections(); i++) {
                loops.add(threads.submit(this::loop));
            }
            try {
                TimeUnit.NANOSECONDS.sleep(plan.warmUp().toNanos());
                counting = true;
                boundary.reached(finished.get());
                for (int slice = 0; slice < plan.slices(); slice++) {
                    TimeUnit.NANOSECONDS.sleep(plan.slice().toNanos());
                    boundary.reached(finished.get());
                }
            } finally {
                stopped = true;
            }
        }
        Histogram all = histogram();
        for (Future<Histogram> loop : loops) {
            all.add(result(loop));
        }
        if (started.get() >= plan.mostRequests()) {
            throw new LoadFailed(
                    "the load reached its bound of %d requests before its time was over"
                            .formatted(plan.mostRequests()));
        }
        return new Reading(all);
    }

    private Histogram loop() throws IOException {
        Histogram nanos = histogram();
        try (KeptConnection connection = new KeptConnection(plan.server())) {
            while (!stopped) {
                long number = started.getAndIncrement();
                if (number >= plan.mostRequests()) {
                    break;
                }
                byte[] request = plan.request().apply(number);
                boolean counted = counting;
                long from = System.nanoTime();
                KeptConnection.Answer answer = connection.exchange(request);
                long took = System.nanoTime() - from;
                if (!answer.succeeded()) {
                    throw new LoadFailed("the server answered " + answer);
                }
                finished.incrementAndGet();
                if (counted) {
                    nanos.recordValue(took);
                }
            }
        }
        return nanos;
    }

    private static Histogram result(Future<Histogram> loop)
            throws IOException, InterruptedException {
        try {
            return loop.get();
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof LoadFailed refused
                    ? refused
                    : new LoadFailed("a connection broke", failure.getCause());
        }
    }

    private static Histogram histogram() {
        // Grows by itself; three digits.
        return new Histogram(3);
    }

    /** Reads the server's clocks between two slices. */
    public interface Boundary {
        void reached(long answers) throws IOException;
    }
}
