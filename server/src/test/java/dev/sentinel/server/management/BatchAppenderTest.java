package dev.sentinel.server.management;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Log lines in batches: all of them, in order, and a slow reader of the log slows the writer. */
class BatchAppenderTest {
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("sentinel.access");

    BatchAppenderTest() {
        // Otherwise SLF4J sets it.
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    private BatchAppender appender(OutputStream out) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithFormattedMessage(true);
        encoder.start();
        BatchAppender appender = new BatchAppender();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOut(out);
        appender.start();
        logger.addAppender(appender);
        return appender;
    }

    @Test
    void everyLineIsWrittenInOrderBeforeStopReturns() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BatchAppender appender = appender(out);
        IntStream.range(0, 10_000).forEach(i -> logger.info("request {}", i));
        appender.stop();

        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(10_000);
        for (int i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i)).contains("\"request " + i + "\"");
        }
    }

    @Test
    void linesLeaveWithoutBeingAskedFor() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BatchAppender appender = appender(out);
        logger.info("request");

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> out.toString(StandardCharsets.UTF_8).contains("request"));
        appender.stop();
    }

    @Test
    void anErrorCostsItsBatchAndNoOther() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AtomicInteger written = new AtomicInteger();
        BatchAppender appender =
                appender(
                        new OutputStream() {
                            @Override
                            public void write(int one) {
                                throw new UnsupportedOperationException("lines come in batches");
                            }

                            @Override
                            public void write(byte[] bytes, int from, int length) {
                                if (written.getAndIncrement() == 0) {
                                    throw new StackOverflowError("the first time");
                                }
                                out.write(bytes, from, length);
                            }
                        });
        logger.info("first");
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> written.get() == 1);
        logger.info("second");
        appender.stop();

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("second");
    }

    @Test
    void aFullQueueHoldsTheWriterBackAndDropsNothing() throws InterruptedException {
        CountDownLatch read = new CountDownLatch(1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BatchAppender appender =
                appender(
                        new OutputStream() {
                            @Override
                            public void write(int one) {
                                throw new UnsupportedOperationException("lines come in batches");
                            }

                            @Override
                            public void write(byte[] bytes, int from, int length) {
                                try {
                                    read.await();
                                } catch (InterruptedException interrupted) {
                                    Thread.currentThread().interrupt();
                                }
                                out.write(bytes, from, length);
                            }
                        });
        Thread writer =
                Thread.ofVirtual()
                        .start(() ->
                                IntStream.range(0, 40_000)
                                        .forEach(i -> logger.info("request {}", i)));

        assertThat(writer.join(Duration.ofMillis(300))).as("all written to nobody").isFalse();
        read.countDown();
        writer.join();
        appender.stop();
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(40_000);
    }
}
