package dev.sentinel.bench.proof;

import dev.sentinel.audit.sequencer.Integrated;
import dev.sentinel.audit.sequencer.Sequencer;
import dev.sentinel.audit.sequencer.SequencerConfig;
import dev.sentinel.audit.sequencer.SequencerLoop;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;

/** From an event to the signed checkpoint over it, while events keep coming at a steady rate. */
final class IntegrationLag {
    private static final Duration WARMING = Duration.ofSeconds(10);
    private static final Duration RUN = Duration.ofSeconds(30);
    private static final int TICKS = 100;

    private IntegrationLag() {}

    static void print(long perSecond) throws Exception {
        long rate = perSecond == 0 ? 2_000 : perSecond;
        ConcurrentHistogram lag = new ConcurrentHistogram(3);
        try (ProvenLog bench = new ProvenLog();
                SequencerLoop loop = loop(bench, lag)) {
            loop.start();
            write(bench, rate, WARMING);
            lag.reset();
            long before = loop.last().size();
            long written = write(bench, rate, RUN);
            System.out.printf(
                    "integration at %,d events a second for %d s (%,d written, %,d more in the tree):%n",
                    rate, RUN.toSeconds(), written, loop.last().size() - before);
            System.out.printf(
                    "  lag of the oldest event of each pass: p50 %,d ms, p99 %,d ms, worst %,d ms, %,d passes%n",
                    lag.getValueAtPercentile(50),
                    lag.getValueAtPercentile(99),
                    lag.getMaxValue(),
                    lag.getTotalCount());
        }
    }

    private static SequencerLoop loop(ProvenLog bench, ConcurrentHistogram lag) {
        return new SequencerLoop(
                new Sequencer(
                        bench.database,
                        () -> bench.keys,
                        Clock.systemUTC(),
                        SequencerConfig.DEFAULT),
                () -> {},
                SequencerConfig.DEFAULT,
                (Integrated added) -> lag.recordValue(added.lag().toMillis()));
    }

    /**
     * As callers do: recorded, through the queue, a hundredth of the rate every ten milliseconds.
     */
    private static long write(ProvenLog bench, long rate, Duration time) {
        long start = System.nanoTime();
        long written = 0;
        for (long tick = 0; tick < time.toSeconds() * TICKS; tick++) {
            for (long i = 0; i < rate / TICKS; i++) {
                bench.log.record(ProvenLog.event(written++));
            }
            long next = start + (tick + 1) * 1_000_000_000L / TICKS;
            while (System.nanoTime() < next) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
        return written;
    }
}
