package dev.sentinel.server.management;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BatchAppenderTest {
    private final LoggerContext context = new LoggerContext();

    @Test
    void writesALoneLineWithoutAnotherAfterIt() throws IOException {
        PipedOutputStream out = new PipedOutputStream();
        try (BufferedReader read =
                new BufferedReader(
                        new InputStreamReader(new PipedInputStream(out), StandardCharsets.UTF_8))) {
            logger(out).info("alone");

            assertThat(read.readLine()).isEqualTo("alone");
            context.stop();
        }
    }

    @Test
    void writesEveryLineInOrderBeforeItStops() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Logger log = logger(out);
        List<String> told = IntStream.range(0, 20_000).mapToObj(i -> "line " + i).toList();
        told.forEach(log::info);

        context.stop();

        assertThat(out.toString(StandardCharsets.UTF_8).lines()).containsExactlyElementsOf(told);
    }

    private Logger logger(OutputStream out) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%msg%n");
        encoder.start();
        BatchAppender appender = new BatchAppender(out);
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        Logger logger = context.getLogger("test");
        logger.setLevel(Level.INFO);
        logger.addAppender(appender);
        return logger;
    }
}
