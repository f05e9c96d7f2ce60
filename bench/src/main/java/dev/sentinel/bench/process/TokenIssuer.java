package dev.sentinel.bench.process;

import java.io.IOException;
import java.time.Duration;

/** A server that issues tokens, and the requests that ask it for them. */
record TokenIssuer(TokenRequests requests, Pids pids) {
    private static final Duration SETTLING = Duration.ofSeconds(1);
    private static final int SLICES = 3;
    private static final int WARM_SLICES = 9;
    // On a busy machine the compiler needs longer; it needs requests more than time.
    private static final long WARM_AFTER = 60_000;
    private static final Duration LEAST_WARM_UP = Duration.ofSeconds(30);
    private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(2);

    /** Lets the JIT compiler finish, and every client be read into memory. */
    void warmUp(int clients) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        double answers = 0;
        Duration passed = Duration.ZERO;
        while (passed.compareTo(LEAST_WARM_UP) < 0
                || (answers < WARM_AFTER && passed.compareTo(LONGEST_WARM_UP) < 0)) {
            Measured measured = Measured.of(requests.by(clients, Duration.ZERO, WARM_SLICES), pids);
            answers += WARM_SLICES * measured.perSecond();
            passed = Duration.ofNanos(System.nanoTime() - begun);
        }
    }

    /** One round of some seconds, asked by the first ones of the clients. */
    Measured round(int clients) throws IOException, InterruptedException {
        return Measured.of(requests.by(clients, SETTLING, SLICES), pids);
    }
}
