package dev.sentinel.bench.audit;

import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.bench.Figure;
import dev.sentinel.bench.process.ProcessTimes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.Histogram;

/** What writing an event costs: through the queue, and inside a transaction. */
final class WriteBenchmark {
    private static final String GROUP = "Writing";
    private static final int CALLERS = 4;
    private static final int WARMING = 3_000;
    private static final int TRANSACTIONS = 5_000;
    private static final Duration LONGEST_LAG = Duration.ofMinutes(2);

    private final BenchLog log;

    WriteBenchmark(BenchLog log) {
        this.log = log;
    }

    /** Callers that never pause, held back by the queue; integrated by the sequencer meanwhile. */
    List<Figure> sustained(Duration time) throws IOException, InterruptedException {
        record(time.dividedBy(4));
        awaitIntegrated();
        long before = log.count("SELECT count(*) FROM audit.event");
        long ourMicros = ProcessTimes.micros(ProcessHandle.current().pid());
        long postgresMicros = ProcessTimes.microsWithChildren(log.postgresPid());
        long start = System.nanoTime();
        record(time);
        while (log.audit.log().waiting() > 0) {
            Thread.sleep(1);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long drained = System.nanoTime();
        awaitIntegrated();
        double lag = (System.nanoTime() - drained) / 1e6;
        long events = log.count("SELECT count(*) FROM audit.event") - before;
        double ours = ProcessTimes.micros(ProcessHandle.current().pid()) - ourMicros;
        double postgres = ProcessTimes.microsWithChildren(log.postgresPid()) - postgresMicros;
        String load = CALLERS + " callers that never pause, sequencer running";
        return List.of(
                new Figure(GROUP, "durable events", events / seconds, "1/s", load),
                new Figure(GROUP, "until all are integrated", lag, "ms", "after the last caller"),
                new Figure(GROUP, "processor time of the program", ours / events, "µs", "an event"),
                new Figure(
                        GROUP,
                        "processor time of PostgreSQL",
                        postgres / events,
                        "µs",
                        "an event, checkpoints included"));
    }

    /** The same transaction with and without an event, in turns, alone on its connection. */
    List<Figure> inTransaction() {
        log.asSuperuser(
                "CREATE SCHEMA IF NOT EXISTS bench",
                "CREATE TABLE IF NOT EXISTS bench.thing (id bigint PRIMARY KEY, name text)",
                "GRANT USAGE ON SCHEMA bench TO sentinel_app",
                "GRANT SELECT, INSERT ON bench.thing TO sentinel_app");
        Histogram without = new Histogram(3);
        Histogram with = new Histogram(3);
        Histogram asked = new Histogram(3);
        Histogram appended = new Histogram(3);
        for (int i = 0; i < WARMING + TRANSACTIONS; i++) {
            if (i == WARMING) {
                List.of(without, with, asked, appended).forEach(Histogram::reset);
            }
            int number = i;
            AuditEvent event = log.tokenIssued(number);
            long start = System.nanoTime();
            log.database.inTransaction(tx -> insert(tx, 2L * number));
            long middle = System.nanoTime();
            log.database.inTransaction(tx -> {
                insert(tx, 2L * number + 1);
                long before = System.nanoTime();
                log.audit.log().append(tx, event);
                appended.recordValue(System.nanoTime() - before);
            });
            with.recordValue(System.nanoTime() - middle);
            without.recordValue(middle - start);
            log.database.inTransaction(tx -> {
                long before = System.nanoTime();
                tx.one(row -> row.getInt(1), "SELECT 1");
                asked.recordValue(System.nanoTime() - before);
            });
        }
        return List.of(
                figure("SELECT 1, p50", asked, 50, "what any statement costs here"),
                figure("SELECT 1, p99", asked, 99, "what any statement costs here"),
                figure("append, p50", appended, 50, "the call inside the transaction"),
                figure("append, p99", appended, 99, "the call inside the transaction"),
                figure("transaction without an event, p50", without, 50, ""),
                figure("transaction with one, p50", with, 50, "the same without"),
                figure("transaction without an event, p99", without, 99, ""),
                figure("transaction with one, p99", with, 99, "the same without"));
    }

    private static void insert(Tx tx, long id) {
        tx.execute("INSERT INTO bench.thing (id, name) VALUES (?, 'a thing')", id);
    }

    private static Figure figure(String name, Histogram times, double percentile, String compared) {
        return new Figure(
                GROUP, name, times.getValueAtPercentile(percentile) / 1e6, "ms", compared);
    }

    private void record(Duration time) throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        List<Thread> callers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            int first = caller * 1_000_003;
            callers.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                for (int i = first; !done.get(); i++) {
                                    log.audit.log().record(log.tokenIssued(i));
                                }
                            }));
        }
        Thread.sleep(time);
        done.set(true);
        for (Thread caller : callers) {
            caller.join();
        }
    }

    private void awaitIntegrated() throws InterruptedException {
        long end = System.nanoTime() + LONGEST_LAG.toNanos();
        while (log.audit.proofs().size() < log.count("SELECT count(*) FROM audit.event")) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the sequencer does not keep up");
            }
            Thread.sleep(10);
        }
    }
}
