package dev.sentinel.risk.decision;

import dev.sentinel.base.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many callers, one commit: each caller hands in an item and waits until the transaction that holds
 * it is durable. While one batch commits the next one gathers, so batches grow with load and a
 * lonely item never waits for company.
 *
 * <p>Everything is bounded: the queue (a full one refuses at once), the batch, and the wait. When a
 * batch fails for a reason that is not the store being away, its items are tried one by one, so
 * that one bad item fails alone.
 */
final class GroupCommit<T, R> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

    private final Function<List<T>, List<R>> commit;
    private final Limits limits;
    private final BlockingQueue<Item<T, R>> queue;
    private final Thread writer;
    private volatile boolean closing;

    /** {@code queue} and {@code batch} count items; {@code patience} is how long a caller waits. */
    record Limits(int queue, int batch, Duration patience) {}

    private record Item<T, R>(T value, CompletableFuture<R> result) {}

    /**
     * Starts the writer.
     *
     * @param commit makes a list of items durable in one transaction; answers in the same order
     */
    GroupCommit(String name, Limits limits, Function<List<T>, List<R>> commit) {
        this.commit = commit;
        this.limits = limits;
        this.queue = new ArrayBlockingQueue<>(limits.queue());
        this.writer = Thread.ofPlatform().name(name).start(this::write);
    }

    /** Returns when the item is committed; throws {@link Unavailable} when it cannot be now. */
    R submit(T value) {
        Item<T, R> item = new Item<>(value, new CompletableFuture<>());
        if (closing || !queue.offer(item)) {
            throw new Unavailable("risk", closing ? "it is stopping" : "too many decisions wait");
        }
        try {
            return item.result().get(limits.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            // It may still commit: the caller repeats with the same tx_id and gets that answer.
            throw new Unavailable("postgres", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("risk", e);
        }
    }

    /** Commits what was accepted, then stops. */
    @Override
    public void close() {
        closing = true;
        try {
            writer.join(limits.patience());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        refuseRest();
    }

    private void write() {
        List<Item<T, R>> batch = new ArrayList<>(limits.batch());
        while (!closing || !queue.isEmpty()) {
            try {
                Item<T, R> first = queue.poll(50, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                batch.add(first);
                queue.drainTo(batch, limits.batch() - 1);
                settle(batch);
            } catch (InterruptedException e) {
                closing = true;
            }
            batch.clear();
        }
    }

    private void settle(List<Item<T, R>> batch) {
        try {
            List<R> results = commit.apply(batch.stream().map(Item::value).toList());
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).result().complete(results.get(i));
            }
        } catch (RuntimeException | Error e) {
            if (e instanceof Unavailable || batch.size() == 1) {
                batch.forEach(item -> item.result().completeExceptionally(e));
                return;
            }
            log.warn("a batch of {} failed, its items are tried alone", batch.size(), e);
            batch.forEach(item -> settle(List.of(item)));
        }
    }

    private void refuseRest() {
        List<Item<T, R>> rest = new ArrayList<>();
        queue.drainTo(rest);
        rest.forEach(item ->
                item.result().completeExceptionally(new Unavailable("risk", "it has stopped")));
    }
}
