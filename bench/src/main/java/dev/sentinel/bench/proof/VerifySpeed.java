package dev.sentinel.bench.proof;

import dev.sentinel.audit.sequencer.Sequencer;
import dev.sentinel.audit.sequencer.SequencerConfig;
import dev.sentinel.audit.verify.ExportedLog;
import dev.sentinel.audit.verify.LogExport;
import dev.sentinel.audit.verify.LogSource;
import dev.sentinel.audit.verify.Progress;
import dev.sentinel.audit.verify.StoredLog;
import dev.sentinel.audit.verify.Verifier;
import dev.sentinel.audit.verify.VerifyOutcome.Intact;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.LongStream;

/** How fast a whole log is verified: in its database, and as an export. */
final class VerifySpeed {
    private static final int AT_ONCE = 5_000;
    private static final int ROUNDS = 3;

    private VerifySpeed() {}

    static void print(long events) throws Exception {
        long count = events == 0 ? 500_000 : events;
        try (ProvenLog bench = new ProvenLog()) {
            fill(bench, count);
            Verifier verifier = new Verifier(bench.keys.known());
            System.out.printf("verification of %,d events, events a second%n", count);
            for (int round = 0; round < ROUNDS; round++) {
                line(
                        "PostgreSQL alone, the same rows by COPY, thrown away",
                        count,
                        () -> readOnly(bench));
                line(
                        "the database, every leaf, tile, root and stray",
                        count,
                        () -> intact(verifier, new StoredLog(bench.database)));
            }
            Path file = Files.createTempFile("sentinel-bench", ".log");
            try {
                try (Writer out = Files.newBufferedWriter(file)) {
                    new LogExport(bench.database).writeTo(out, Progress.silent());
                }
                for (int round = 0; round < ROUNDS; round++) {
                    line(
                            "an export of %,d MB, offline".formatted(Files.size(file) >> 20),
                            count,
                            () -> exported(verifier, file));
                }
            } finally {
                Files.delete(file);
            }
        }
    }

    private static void fill(ProvenLog bench, long count) {
        Sequencer sequencer =
                new Sequencer(
                        bench.database,
                        () -> bench.keys,
                        Clock.systemUTC(),
                        SequencerConfig.DEFAULT);
        sequencer.begin();
        for (long first = 0; first < count; first += AT_ONCE) {
            long from = first;
            var events =
                    LongStream.range(from, Math.min(count, from + AT_ONCE))
                            .mapToObj(ProvenLog::event)
                            .toList();
            bench.database.inTransaction(tx -> bench.log.appendAll(tx, events));
            sequencer.integrate();
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void line(String what, long count, Work work) throws Exception {
        long from = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - from) / 1e9;
        System.out.printf("  %-55s %,10.0f%n", what, count / seconds);
    }

    private static void readOnly(ProvenLog bench) {
        for (String sql :
                List.of(
                        "SELECT index, event_at, event_id, hash FROM audit.leaf ORDER BY index",
                        """
                        SELECT at, id, workspace, actor_kind, actor_id, acted_for, action, outcome, target_kind,
                               target_id, request_id, before, after, metadata, actor_personal, target_personal
                          FROM audit.event\
                        """,
                        "SELECT at, event_id, about, salt, fields FROM audit.personal")) {
            bench.database.read(tx -> {
                tx.copyOut("COPY (" + sql + ") TO STDOUT (FORMAT binary)", _ -> {});
                return true;
            });
        }
    }

    private static void exported(Verifier verifier, Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            intact(verifier, new ExportedLog(in));
        }
    }

    private static void intact(Verifier verifier, LogSource log) {
        if (!(verifier.verify(log, Progress.silent()) instanceof Intact)) {
            throw new IllegalStateException("the log is broken");
        }
    }
}
