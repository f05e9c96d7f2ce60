package dev.sentinel.gateway.forward;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.SecurityActions;
import dev.sentinel.gateway.registry.RouteAudit;
import dev.sentinel.gateway.registry.ServiceRoute;
import dev.sentinel.trust.Principal;
import dev.sentinel.web.CallObserver;
import dev.sentinel.web.FinishedCall;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records each call of a known caller, as {@link CallEvents} words it (contract studio §12): those
 * that are forwarded, and those that the gateway answers itself where its route says so.
 *
 * <p>Calls end on event loops, which must not wait for the audit log; so they are queued here and
 * one thread passes them on, waiting whenever the log does. No call that went on to a service is
 * dropped: new ones wait while many are queued ({@link #hasRoom}), and the rest of the queue holds
 * those in flight. Calls that were refused here, which anybody with a token can make at any rate,
 * have less of it: they neither drive out what has been done nor keep out who comes.
 */
public final class AuditedCalls implements CallObserver, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditedCalls.class);
    private static final int CAPACITY = 32_768;
    private static final int BEGINNING = CAPACITY / 2;
    private static final int REFUSED = CAPACITY / 4;
    private static final int BATCH = 1_024;
    private static final long BATCH_MILLIS = 50;
    private static final long RETRY_MILLIS = 500;

    /** How long a call waits for {@link #hasRoom}. */
    static final Duration ROOM_PATIENCE = Duration.ofSeconds(5);

    private final CallLog log;
    private final BlockingQueue<FinishedCall> finished = new ArrayBlockingQueue<>(CAPACITY);
    private final LostAudits refusedAndLost = new LostAudits();
    private final Thread writer;
    private final AtomicReference<@Nullable CompletableFuture<Void>> waitedFor =
            new AtomicReference<>();
    private volatile boolean closing;

    public AuditedCalls(CallLog log) {
        this.log = log;
        this.writer = Thread.ofPlatform().name("audited-calls").daemon().start(this::write);
    }

    /** The actions that this part of the program records. */
    public static List<Action> actions() {
        return List.of(
                SecurityActions.API_CALL, SecurityActions.DATA_ACCESS, SecurityActions.EXPORT);
    }

    /** What routes name in {@link Route#audit}: the most telling of the events. */
    static String action(RouteAudit audit) {
        return switch (audit) {
            case CALL, NONE -> SecurityActions.API_CALL.name();
            case READ, WRITE, DELETE -> SecurityActions.DATA_ACCESS.name();
            case EXPORT -> SecurityActions.EXPORT.name();
        };
    }

    /** Whether the audit of one more call is certain to find a place. */
    boolean hasRoom() {
        return finished.size() < BEGINNING;
    }

    /** Completes, on any thread, when there may be room again. */
    CompletionStage<Void> room() {
        CompletableFuture<Void> fresh = new CompletableFuture<>();
        @Nullable CompletableFuture<Void> known = waitedFor.compareAndExchange(null, fresh);
        CompletableFuture<Void> room = known == null ? fresh : known;
        if (hasRoom()) {
            // It may have come since the caller looked, and then nobody tells of it again.
            tellOfRoom();
        }
        return room;
    }

    /** Waits for room, on a thread that may; false when there is none after so long. */
    boolean awaitRoom(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        while (!hasRoom()) {
            long left = until - System.nanoTime();
            try {
                room().toCompletableFuture().get(left, TimeUnit.NANOSECONDS);
            } catch (TimeoutException | ExecutionException _) {
                return hasRoom();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /**
     * Writes that documents are about to leave; completes on another thread when that is durable,
     * and with a failure when it cannot be made so (contract studio §12: before the answer).
     */
    CompletionStage<Void> exporting(FinishedCall call) {
        return CompletableFuture.runAsync(
                () -> log.commit(CallEvents.export(call)), Thread::startVirtualThread);
    }

    private void tellOfRoom() {
        CompletableFuture<Void> room = waitedFor.getAndSet(null);
        if (room != null) {
            room.complete(null);
        }
    }

    @Override
    public void finished(FinishedCall call) {
        boolean audited =
                call.caller().filter(Principal.class::isInstance).isPresent()
                        && call.route().filter(AuditedCalls::isAudited).isPresent();
        if (!audited) {
            return;
        }
        if (!call.passedOn() && call.refusal().isPresent()) {
            refused(call);
        } else if (!finished.offer(call)) {
            // Calls in flight are far fewer than what is kept for them; should a limit ever be
            // raised beyond that, the loss must be seen.
            LOG.error("the audit of call {} was lost: the queue is full", call.requestId());
        }
    }

    private void refused(FinishedCall call) {
        if (finished.size() >= REFUSED || !finished.offer(call)) {
            refusedAndLost.one();
        }
    }

    /** In batches, so that the loops never pay for waking this thread. */
    private void write() {
        List<FinishedCall> batch = new ArrayList<>(BATCH);
        try {
            while (true) {
                // Read before the queue is: what is queued before the end is still written.
                boolean last = closing;
                while (finished.drainTo(batch, BATCH) > 0) {
                    if (hasRoom()) {
                        tellOfRoom();
                        refusedAndLost.tell();
                    }
                    record(CallEvents.of(batch));
                    batch.clear();
                }
                if (last) {
                    return;
                }
                Thread.sleep(BATCH_MILLIS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void record(List<AuditEvent> events) throws InterruptedException {
        while (true) {
            try {
                log.recordAll(events);
                return;
            } catch (IllegalArgumentException refused) {
                apart(events, refused);
                return;
            } catch (RuntimeException | Error away) {
                // An error, too: this is the only thread, and what it holds would be lost with it.
                if (closing) {
                    LOG.error("the audit of {} events was lost at the end", events.size(), away);
                    return;
                }
                LOG.warn("the audit log takes nothing now: {}", away.toString());
                Thread.sleep(RETRY_MILLIS);
            }
        }
    }

    /** One event that the log does not take must not hold up the others. */
    private void apart(List<AuditEvent> events, IllegalArgumentException refused)
            throws InterruptedException {
        if (events.size() == 1) {
            LOG.error(
                    "the audit log refuses the event of call {}",
                    events.getFirst().origin().requestId().orElse("-"),
                    refused);
            return;
        }
        for (AuditEvent event : events) {
            record(List.of(event));
        }
    }

    /** The refusal of a call that cannot be recorded. */
    static Problem noRoom() {
        return Problem.unavailable("calls cannot be audited now: try again");
    }

    /** Whether calls of a route are recorded: any of the registry that says so, or of ours. */
    static boolean isAudited(Route route) {
        return service(route)
                .map(ServiceRoute::audited)
                .orElseGet(() ->
                        route.audit().filter(SecurityActions.API_CALL.name()::equals).isPresent());
    }

    /** What the registry says of a route; empty for the gateway's own. */
    static Optional<ServiceRoute> service(Route route) {
        return route.stream()
                .filter(Forwarder.class::isInstance)
                .map(Forwarder.class::cast)
                .map(Forwarder::route);
    }

    /** Passes on what is queued, for a moment, and ends. */
    @Override
    public void close() {
        closing = true;
        try {
            writer.join(Duration.ofSeconds(3));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
