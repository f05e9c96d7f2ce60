package dev.sentinel.identity.token;

import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.Unavailable;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.credential.CredentialId;
import dev.sentinel.identity.limit.Admission;
import dev.sentinel.identity.limit.RequestLimits;
import dev.sentinel.identity.revocation.RevocationLog;
import dev.sentinel.identity.token.IssueLedgerStore.ClientMonth;
import dev.sentinel.trust.revocation.Revocation;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enters each issued token into the month's count and the audit log before it leaves the house.
 *
 * <p>Tokens share commits: what arrives while one transaction runs goes into the next, so that the
 * price of a commit is paid by hundreds. A lone token is committed at once; under load transactions
 * begin at a pace, for many small ones would cost more than the signatures do, and sooner when
 * there are as many lines as there were at most of late: when each caller waits for its token,
 * nobody else comes. In the same transaction it is checked that nothing the token rests on has been
 * revoked meanwhile: the revocations' head is held, so a token is committed either before a
 * revocation, which then hits it, or not at all.
 */
public final class IssueLedger implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IssueLedger.class);
    private static final int WAITING = 20_000;
    private static final int BATCH = 1_000;
    private static final Duration LONGEST_PACE = Duration.ofMillis(12);
    private static final Duration PACE_FOR_EACH = Duration.ofNanos(500_000);
    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(4);

    private final Database database;
    private final AuditLog audit;
    private final RevocationLog revocations;
    private final RequestLimits limits;
    private final IssueLedgerStore store = new IssueLedgerStore();
    private final long maxMonthly;
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(WAITING);
    private final Thread writer;
    private final Duration patience;
    private final Arrivals arrivals = new Arrivals();
    private volatile List<Waiting> inHand = List.of();
    // How many lines end the wait for more.
    private volatile int awaited = WAITING;
    private volatile boolean closed;

    /**
     * A token about to be issued.
     *
     * @param acting what it rests on beside client and credential
     * @param asOf the last revocation taken into account when it was granted
     * @param admission counts the request; asked for a whole batch at once
     */
    record Line(
            AgentId client,
            CredentialId credential,
            Optional<Acting> acting,
            LocalDate month,
            long asOf,
            Admission admission,
            AuditEvent event) {
        ClientMonth clientMonth() {
            return new ClientMonth(client, month);
        }

        CompletableFuture<Boolean> admitting() {
            return admission.admitting(client.toString());
        }

        boolean isHitBy(Revocation revocation) {
            return revocation.sequence() > asOf
                    && (revocation.names(List.of(client.toString()), List.of(credential.toString()))
                            || acting.filter(each ->
                                            revocation.names(each.principals(), each.links()))
                                    .isPresent());
        }
    }

    /** How a line ends. */
    enum Entered {
        COMMITTED,
        /** Something it rests on was revoked since: judge the request again. */
        OVERTAKEN,
        OVER_LIMIT,
        TOO_MANY_REQUESTS
    }

    private record Waiting(Line line, long since, CompletableFuture<Entered> end) {}

    public IssueLedger(
            Database database,
            AuditLog audit,
            RevocationLog revocations,
            RequestLimits limits,
            long maxMonthly) {
        this(database, audit, revocations, limits, maxMonthly, PATIENCE);
    }

    IssueLedger(
            Database database,
            AuditLog audit,
            RevocationLog revocations,
            RequestLimits limits,
            long maxMonthly,
            Duration patience) {
        this.database = database;
        this.audit = audit;
        this.revocations = revocations;
        this.limits = limits;
        this.maxMonthly = maxMonthly;
        this.patience = patience;
        this.writer = Thread.ofPlatform().name("issue-ledger").daemon().unstarted(this::write);
    }

    /** Begins to write; lines that were entered before wait for this. */
    public void start() {
        writer.start();
        Thread.ofVirtual().name("issue-ledger-patience").start(this::watch);
    }

    /**
     * Completes when the line is durable, or refused; with {@link Unavailable} when neither, or
     * when that takes too long. It always completes: who waits needs no timer of its own, and a
     * timer for each token would cost as much as its place in a commit.
     */
    CompletableFuture<Entered> enter(Line line) {
        Waiting waiting = new Waiting(line, System.nanoTime(), new CompletableFuture<>());
        if (closed || !queue.offer(waiting)) {
            throw new Unavailable("token ledger", closed ? "closing" : "too many tokens at once");
        }
        int wanted = awaited;
        if (wanted < WAITING && queue.size() >= wanted) {
            LockSupport.unpark(writer);
        }
        if (closed && queue.remove(waiting)) {
            throw new Unavailable("token ledger", "closing");
        }
        return waiting.end();
    }

    private void write() {
        try {
            long begun = System.nanoTime();
            while (!closed || !queue.isEmpty()) {
                begun = writeNext(begun);
            }
        } catch (InterruptedException _) {
            fail(inHand, new Unavailable("token ledger", "closed"));
            fail(List.copyOf(queue), new Unavailable("token ledger", "closed"));
        }
    }

    /** Returns when the last transaction began. */
    private long writeNext(long lastBegun) throws InterruptedException {
        Waiting first = queue.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        if (first == null) {
            return lastBegun;
        }
        Duration pace = pace(inHand.size());
        inHand = List.of(first);
        try {
            await(lastBegun + pace.toNanos());
            long begun = System.nanoTime();
            inHand = withFurther(first);
            arrivals.came(inHand.size());
            commit(inHand);
            return begun;
        } catch (RuntimeException | Error bug) {
            // This is the only thread: it goes on, whatever becomes of these.
            LOG.error("{} tokens could not be entered", inHand.size(), bug);
            fail(inHand, new Unavailable("token ledger", bug));
            return lastBegun;
        }
    }

    /**
     * How much later than the last transaction the next one begins at the latest: the more lines
     * there were, the more are to gather. Below two thousand tokens a second that leads to ever
     * fewer, and no wait.
     */
    private static Duration pace(int lines) {
        Duration pace = PACE_FOR_EACH.multipliedBy(lines);
        return pace.compareTo(LONGEST_PACE) < 0 ? pace : LONGEST_PACE;
    }

    /** Waits for more, until then or until all are there that may be expected. */
    private void await(long nanoTime) throws InterruptedException {
        awaited = arrivals.mostAtOnce() - 1;
        long left = nanoTime - System.nanoTime();
        while (left > 0 && !closed && queue.size() < awaited) {
            LockSupport.parkNanos(this, left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            left = nanoTime - System.nanoTime();
        }
        awaited = WAITING;
    }

    /** Without those that were told that it takes too long: their tokens are never seen. */
    private List<Waiting> withFurther(Waiting first) {
        List<Waiting> batch = new ArrayList<>(List.of(first));
        queue.drainTo(batch, BATCH - 1);
        batch.removeIf(waiting -> waiting.end().isDone());
        return batch;
    }

    /** Tells those who have waited too long, also while the writer hangs in the database. */
    private void watch() {
        try {
            while (!closed || writer.isAlive()) {
                Thread.sleep(patience.dividedBy(10));
                long latest = System.nanoTime() - patience.toNanos();
                Stream.concat(inHand.stream(), queue.stream())
                        .filter(waiting -> waiting.since() - latest < 0)
                        .forEach(waiting ->
                                waiting.end()
                                        .completeExceptionally(
                                                new Unavailable("postgres", "it is slow")));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void commit(List<Waiting> batch) {
        try {
            List<Waiting> admitted = admitted(batch);
            if (admitted.isEmpty()) {
                return;
            }
            List<Entered> ends = database.transaction(tx -> enterAll(tx, lines(admitted)));
            for (int i = 0; i < admitted.size(); i++) {
                admitted.get(i).end().complete(ends.get(i));
            }
        } catch (RuntimeException failure) {
            fail(batch, failure);
        }
    }

    /** Those within their limit of requests, which are counted in one round trip. */
    private List<Waiting> admitted(List<Waiting> batch) {
        List<CompletableFuture<Boolean>> asked =
                limits.together(
                        () -> batch.stream().map(Waiting::line).map(Line::admitting).toList());
        List<Waiting> admitted = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            if (asked.get(i).join()) {
                admitted.add(batch.get(i));
            } else {
                batch.get(i).end().complete(Entered.TOO_MANY_REQUESTS);
            }
        }
        return admitted;
    }

    private List<Entered> enterAll(Tx tx, List<Line> lines) {
        long asOf = lines.stream().mapToLong(Line::asOf).min().orElseThrow();
        // Held first, before counters and audit: everybody locks in this order.
        List<Revocation> since = revocations.heldAfter(tx, asOf);
        SortedMap<ClientMonth, Long> asked = new TreeMap<>();
        List<Entered> ends = new ArrayList<>(lines.size());
        for (Line line : lines) {
            boolean overtaken = since.stream().anyMatch(line::isHitBy);
            ends.add(overtaken ? Entered.OVERTAKEN : Entered.COMMITTED);
            if (!overtaken) {
                asked.merge(line.clientMonth(), 1L, Long::sum);
            }
        }
        if (!asked.isEmpty()) {
            refuseTooMany(lines, ends, tooMany(tx, asked));
        }
        audit.appendAll(
                tx,
                IntStream.range(0, lines.size())
                        .filter(i -> ends.get(i) == Entered.COMMITTED)
                        .mapToObj(i -> lines.get(i).event())
                        .toList());
        return ends;
    }

    private Map<ClientMonth, Long> tooMany(Tx tx, SortedMap<ClientMonth, Long> asked) {
        long most = maxMonthly > 0 ? maxMonthly : Long.MAX_VALUE;
        Map<ClientMonth, Long> tooMany = new TreeMap<>();
        store.add(tx, asked, most)
                .forEach((of, sum) -> {
                    long over = Math.min(sum - most, asked.getOrDefault(of, 0L));
                    store.takeBack(tx, of, over);
                    tooMany.put(of, over);
                });
        return tooMany;
    }

    /** The last ones of a client go without. */
    private static void refuseTooMany(
            List<Line> lines, List<Entered> ends, Map<ClientMonth, Long> tooMany) {
        for (int i = lines.size() - 1; i >= 0 && !tooMany.isEmpty(); i--) {
            ClientMonth of = lines.get(i).clientMonth();
            if (ends.get(i) == Entered.COMMITTED && tooMany.getOrDefault(of, 0L) > 0) {
                ends.set(i, Entered.OVER_LIMIT);
                tooMany.merge(of, -1L, Long::sum);
            }
        }
    }

    private static List<Line> lines(List<Waiting> batch) {
        return batch.stream().map(Waiting::line).toList();
    }

    private static void fail(List<Waiting> batch, RuntimeException failure) {
        batch.forEach(waiting -> waiting.end().completeExceptionally(failure));
    }

    /** Takes no more; what waits is entered first. */
    @Override
    public void close() {
        closed = true;
        if (writer.getState() == Thread.State.NEW) {
            return;
        }
        try {
            if (!writer.join(PATIENCE_AT_CLOSE)) {
                writer.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
