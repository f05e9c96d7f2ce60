package dev.sentinel.server.management;

import ch.qos.logback.classic.Level;
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
import java.util.concurrent.locks.LockSupport;

/**
 * Log lines in batches, by a thread of its own: what came in within a few milliseconds leaves in
 * one write. An event loop that logs a request wakes nobody and waits for nobody; a full queue
 * slows the writer, nothing is dropped. Warnings and errors do not wait for their batch.
 */
public final class BatchAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private static final int CAPACITY = 8_192;
    private static final long BETWEEN_NANOS = Duration.ofMillis(50).toNanos();
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final BlockingQueue<ILoggingEvent> waiting = new ArrayBlockingQueue<>(CAPACITY);
    private final Thread writer =
            Thread.ofPlatform().name("log-writer").daemon().unstarted(this::run);
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream(1 << 16);
    private Encoder<ILoggingEvent> encoder = new Nothing();
    private OutputStream out = System.out;
    private volatile boolean stopping;

    /** Set by the configuration. */
    public void setEncoder(Encoder<ILoggingEvent> encoder) {
        this.encoder = encoder;
    }

    /** {@code System.out}, the default, or {@code System.err}; set by the configuration. */
    public void setTarget(String target) {
        out = target.equals("System.err") ? System.err : System.out;
    }

    /** Where lines go instead. */
    void setOut(OutputStream other) {
        out = other;
    }

    @Override
    public void start() {
        writer.start();
        // A program that ends by itself, or by a signal, has said what it had to say.
        Runtime.getRuntime().addShutdownHook(new Thread(this::finish, "last log lines"));
        super.start();
    }

    @Override
    public void stop() {
        super.stop();
        finish();
    }

    @Override
    protected void append(ILoggingEvent event) {
        // The thread's name and the arguments as they are now.
        event.prepareForDeferredProcessing();
        if (!waiting.offer(event)) {
            LockSupport.unpark(writer);
            putWaiting(event);
        }
        if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            LockSupport.unpark(writer);
        }
    }

    private void putWaiting(ILoggingEvent event) {
        try {
            waiting.put(event);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<ILoggingEvent> batch = new ArrayList<>(CAPACITY);
        while (!stopping) {
            LockSupport.parkNanos(BETWEEN_NANOS);
            write(batch);
        }
        write(batch);
    }

    private void write(List<ILoggingEvent> batch) {
        while (waiting.drainTo(batch) > 0) {
            try {
                for (ILoggingEvent event : batch) {
                    lines.write(encoder.encode(event));
                }
                lines.writeTo(out);
                out.flush();
            } catch (IOException | RuntimeException | Error failure) {
                addError("log lines could not be written", failure);
            }
            lines.reset();
            batch.clear();
        }
    }

    private void finish() {
        stopping = true;
        LockSupport.unpark(writer);
        try {
            writer.join(LAST_WORDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until there is another. */
    private static final class Nothing
            extends ch.qos.logback.core.encoder.EncoderBase<ILoggingEvent> {
        private static final byte[] EMPTY = {};

        @Override
        public byte[] headerBytes() {
            return EMPTY;
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            return EMPTY;
        }

        @Override
        public byte[] footerBytes() {
            return EMPTY;
        }
    }
}
