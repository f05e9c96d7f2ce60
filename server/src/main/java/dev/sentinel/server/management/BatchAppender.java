package dev.sentinel.server.management;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes the log to standard output, off the request's path and many lines at once.
 *
 * <p>A thread of its own writes a line at once when there was none for a while, and otherwise what
 * gathers in some milliseconds: to wake it for each line, and to write each by itself, costs a
 * request more than making the line does. Nothing is dropped: when the queue is full, who logs
 * waits.
 */
public final class BatchAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private static final int WAITING = 8_192;
    private static final Duration GATHER = Duration.ofMillis(10);
    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Duration PATIENCE_AT_STOP = Duration.ofSeconds(2);

    private final BlockingQueue<ILoggingEvent> queue = new ArrayBlockingQueue<>(WAITING);
    private final OutputStream out;
    private @Nullable Encoder<ILoggingEvent> encoder;
    private @Nullable Thread writer;

    /** To standard output, as it is when the program starts. */
    public BatchAppender() {
        this(System.out);
    }

    BatchAppender(OutputStream out) {
        this.out = out;
    }

    /** How a line is written; set by the configuration. */
    public void setEncoder(Encoder<ILoggingEvent> encoder) {
        this.encoder = encoder;
    }

    @Override
    public void start() {
        Encoder<ILoggingEvent> chosen = encoder;
        if (chosen == null) {
            addError("no encoder set for appender " + name);
            return;
        }
        super.start();
        writer = Thread.ofPlatform().name("log-writer").daemon().start(() -> write(chosen));
    }

    /** Takes no more, and writes what waits. */
    @Override
    public void stop() {
        super.stop();
        Thread running = writer;
        if (running == null) {
            return;
        }
        try {
            running.join(PATIENCE_AT_STOP);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        event.prepareForDeferredProcessing();
        boolean interrupted = false;
        while (true) {
            try {
                queue.put(event);
                break;
            } catch (InterruptedException _) {
                // The line is logged all the same; the thread learns of it after.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Encoder<ILoggingEvent> chosen) {
        List<ILoggingEvent> batch = new ArrayList<>();
        try {
            while (isStarted() || !queue.isEmpty()) {
                ILoggingEvent first = queue.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch);
                    write(chosen, batch);
                    batch.clear();
                    gather();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void gather() throws InterruptedException {
        if (isStarted()) {
            Thread.sleep(GATHER);
        }
    }

    private void write(Encoder<ILoggingEvent> chosen, List<ILoggingEvent> batch) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream(256 * batch.size());
        for (ILoggingEvent event : batch) {
            lines.writeBytes(chosen.encode(event));
        }
        try {
            lines.writeTo(out);
            out.flush();
        } catch (IOException failure) {
            addError("the log cannot be written", failure);
        }
    }
}
