package dev.sentinel.risk.replay;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends at a fixed rate, whatever the answers do: the n-th request is meant for start + n/rate.
 * Requests under way are bounded; one that finds no room is late, and its lateness is part of its
 * latency.
 */
final class OpenLoop {
    private final double rate;
    private final int inFlight;
    private final Semaphore room;
    private long start;
    private long paced;

    OpenLoop(double rate, int inFlight) {
        this.rate = rate;
        this.inFlight = inFlight;
        this.room = new Semaphore(inFlight);
    }

    /** What came of one request: an answer or a failure, and the time since it was to be sent. */
    interface Ending {
        void of(
                @Nullable HttpResponse<byte[]> answer,
                @Nullable Throwable failure,
                Duration sinceIntended);
    }

    /** Waits for the next moment of the schedule, then sends. */
    void paced(Supplier<CompletableFuture<HttpResponse<byte[]>>> send, Ending ending) {
        if (paced == 0) {
            // The clock starts with the first request, not with the reading of the file before it.
            start = System.nanoTime();
        }
        long intended = start + (long) (paced++ * 1e9 / rate);
        for (long wait = intended - System.nanoTime();
                wait > 0;
                wait = intended - System.nanoTime()) {
            LockSupport.parkNanos(wait);
            stopIfInterrupted();
        }
        send(
                send,
                (answer, failure) ->
                        ending.of(answer, failure, Duration.ofNanos(System.nanoTime() - intended)));
    }

    /** Sends beside the schedule as soon as there is room. */
    void send(
            Supplier<CompletableFuture<HttpResponse<byte[]>>> send,
            BiConsumer<@Nullable HttpResponse<byte[]>, @Nullable Throwable> ending) {
        acquire(1);
        CompletableFuture<?> _ =
                send.get()
                        .whenComplete((answer, failure) -> {
                            // First the books, then the room: who finds all room free may read the
                            // result.
                            try {
                                ending.accept(answer, failure);
                            } finally {
                                room.release();
                            }
                        });
    }

    /** Time since the first request was to be sent. */
    Duration elapsed() {
        return paced == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - start);
    }

    /** Waits until everything sent has ended, at most a minute. */
    void drain() {
        try {
            if (!room.tryAcquire(inFlight, 1, TimeUnit.MINUTES)) {
                throw new ReplayFailed("the last requests did not end within a minute");
            }
            room.release(inFlight);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReplayFailed("interrupted", e);
        }
    }

    private void acquire(int permits) {
        try {
            room.acquire(permits);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReplayFailed("interrupted", e);
        }
    }

    private static void stopIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new ReplayFailed("interrupted");
        }
    }
}
