package dev.sentinel.audit.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.log.RecordQueue.Pace;
import dev.sentinel.audit.log.RecordQueue.Waiting;
import dev.sentinel.audit.testing.TestLog;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RecorderTest {
    private final TestLog platform = new TestLog();

    @AfterEach
    void close() {
        platform.close();
    }

    /** It is the only thread that writes: without it every caller would wait for ever. */
    @Test
    void anErrorEndsNothingAndDoublesNothing() throws Exception {
        EventStore store = new EventStore();
        try (Recorder recorder =
                new Recorder(
                        platform.database,
                        store,
                        new Months(platform.database, store),
                        AuditLogConfig.DEFAULT)) {
            Clumsy written = new Clumsy();
            recorder.queue()
                    .put(
                            List.of(new Waiting(entry(), written)),
                            Pace.AT_ONCE,
                            Duration.ofSeconds(1));

            assertThat(written.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(platform.count("event")).isEqualTo(1);
        }
    }

    private StoredEntry entry() {
        EntryIds ids = new EntryIds(platform.clock, new RandomBlocks(new SecureRandom()));
        return StoredEntry.of(
                Entry.of(ids.next(), TestLog.created("bot")),
                TestLog.CREATED,
                () -> "c3".repeat(16));
    }

    /** Trips when it is told first. */
    private static final class Clumsy extends CompletableFuture<Boolean> {
        private final AtomicBoolean told = new AtomicBoolean();

        @Override
        public boolean complete(Boolean value) {
            if (told.compareAndSet(false, true)) {
                throw new StackOverflowError("the first time");
            }
            return super.complete(value);
        }
    }
}
