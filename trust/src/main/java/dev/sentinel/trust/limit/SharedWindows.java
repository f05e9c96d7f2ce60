package dev.sentinel.trust.limit;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.redis.Redis;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The windows of all counters, in Redis: one count for each, which ends by itself.
 *
 * <p>Requests share round trips: what arrives while one is under way goes with the next, as in a
 * group commit. Under load one command counts hundreds of requests, so that a request costs a
 * microsecond and not a command of its own. The window's time is Redis's alone: processes need not
 * agree on a clock. Nothing here blocks.
 */
final class SharedWindows {
    private static final String PREFIX = "sentinel:requests:";
    private static final int BATCH = 512;

    /**
     * For each group of requests with the same counters, how many of them pass: as many as the
     * counter with the least room has room for. Those are counted, in all of the group's counters,
     * and no others: who is past the own limit uses up nothing of the workspace's. The first of a
     * window starts it.
     *
     * <p>Arguments are, for each group, how many ask, how many counters they have, and the limit
     * and the window of each. The answer is, for each group, how many pass, and the count and the
     * rest of the window of each counter.
     */
    private static final String SCRIPT =
            """
            local answer = {}
            local at = 1
            local first = 1
            while at <= #ARGV do
              local granted = tonumber(ARGV[at])
              local counters = tonumber(ARGV[at + 1])
              local used = {}
              for i = 0, counters - 1 do
                used[i] = tonumber(redis.call('GET', KEYS[first + i]) or '0')
                granted = math.min(granted, tonumber(ARGV[at + 2 + 2 * i]) - used[i])
              end
              granted = math.max(granted, 0)
              answer[#answer + 1] = granted
              for i = 0, counters - 1 do
                local key = KEYS[first + i]
                if granted > 0 then
                  used[i] = redis.call('INCRBY', key, granted)
                end
                local left = redis.call('PTTL', key)
                if left < 0 then
                  left = tonumber(ARGV[at + 3 + 2 * i])
                  redis.call('PEXPIRE', key, left)
                end
                answer[#answer + 1] = used[i]
                answer[#answer + 1] = left
              end
              at = at + 2 + 2 * counters
              first = first + counters
            end
            return answer
            """;

    private static final String DIGEST = sha1(SCRIPT);

    private final Redis redis;
    private final Duration patience;
    private final Queue<Ask> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean underWay = new AtomicBoolean();
    private final AtomicInteger gathering = new AtomicInteger();

    /** {@code patience} is how long Redis may take to count. */
    SharedWindows(Redis redis, Duration patience) {
        this.redis = redis;
        this.patience = patience;
    }

    private record Ask(List<Share> shares, CompletableFuture<List<Count>> counts) {}

    /** Counts one request; fails soon when Redis does not answer. */
    CompletableFuture<List<Count>> take(List<Share> shares) {
        Ask ask = new Ask(shares, new CompletableFuture<>());
        waiting.add(ask);
        sendNext();
        return ask.counts();
    }

    /** Whatever this asks for goes in one round trip, not its first question in one of its own. */
    <T> T together(Supplier<T> asking) {
        gathering.incrementAndGet();
        try {
            return asking.get();
        } finally {
            gathering.decrementAndGet();
            sendNext();
        }
    }

    /** Sends what waits, unless something is under way or still gathers: then its end does. */
    private void sendNext() {
        while (!waiting.isEmpty() && gathering.get() == 0 && underWay.compareAndSet(false, true)) {
            Map<List<Share>, List<Ask>> batch = drained(BATCH);
            if (batch.isEmpty()) {
                underWay.set(false);
            } else {
                var _ =
                        counted(batch)
                                .handle((counts, failure) -> {
                                    underWay.set(false);
                                    if (failure == null) {
                                        sendNext();
                                        answer(batch, counts);
                                    } else {
                                        fail(batch, failure);
                                        // They would only find out the same, one after the other.
                                        fail(drained(Integer.MAX_VALUE), failure);
                                    }
                                    return batch.size();
                                });
            }
        }
    }

    private Map<List<Share>, List<Ask>> drained(int most) {
        Map<List<Share>, List<Ask>> batch = new LinkedHashMap<>();
        for (int i = 0; i < most; i++) {
            Ask ask = waiting.poll();
            if (ask == null) {
                break;
            }
            batch.computeIfAbsent(ask.shares(), _ -> new ArrayList<>(1)).add(ask);
        }
        return batch;
    }

    private CompletableFuture<List<Long>> counted(Map<List<Share>, List<Ask>> batch) {
        // On an event loop, which must not wait for a connection.
        Optional<StatefulRedisConnection<String, String>> connection = redis.connected();
        if (connection.isEmpty()) {
            redis.connectSoon();
            return CompletableFuture.failedFuture(new Unavailable("redis", "not connected"));
        }
        List<String> names = new ArrayList<>(batch.size());
        List<String> arguments = new ArrayList<>(4 * batch.size());
        batch.forEach((shares, asks) -> {
            arguments.add(Integer.toString(asks.size()));
            arguments.add(Integer.toString(shares.size()));
            for (Share share : shares) {
                names.add(PREFIX + share.counter());
                arguments.add(Long.toString(share.quota().most()));
                arguments.add(Long.toString(share.quota().window().toMillis()));
            }
        });
        String[] keys = names.toArray(String[]::new);
        String[] values = arguments.toArray(String[]::new);
        RedisAsyncCommands<String, String> commands = connection.get().async();
        try {
            return patient(
                    commands.<List<Long>>evalsha(DIGEST, ScriptOutputType.MULTI, keys, values)
                            .exceptionallyCompose(failure ->
                                    failure instanceof RedisNoScriptException
                                            ? commands.eval(
                                                    SCRIPT, ScriptOutputType.MULTI, keys, values)
                                            : CompletableFuture.failedStage(failure))
                            .toCompletableFuture(),
                    connection.get());
        } catch (RedisException | IllegalStateException away) {
            // Also when its client has been closed.
            return CompletableFuture.failedFuture(new Unavailable("redis", away));
        }
    }

    /**
     * By the client's own timer, which ticks anyway: {@code orTimeout} wakes a thread each time.
     */
    private CompletableFuture<List<Long>> patient(
            CompletableFuture<List<Long>> counts, StatefulRedisConnection<String, String> with) {
        var end =
                with.getResources()
                        .timer()
                        .newTimeout(
                                _ -> counts.completeExceptionally(new TimeoutException()),
                                patience.toMillis(),
                                TimeUnit.MILLISECONDS);
        return counts.whenComplete((_, _) -> end.cancel());
    }

    private static void answer(Map<List<Share>, List<Ask>> batch, List<Long> counts) {
        int at = 0;
        for (Map.Entry<List<Share>, List<Ask>> group : batch.entrySet()) {
            List<Share> shares = group.getKey();
            List<Ask> asks = group.getValue();
            long granted = counts.get(at);
            for (int i = 0; i < asks.size(); i++) {
                List<Count> places = new ArrayList<>(shares.size());
                for (int j = 0; j < shares.size(); j++) {
                    long used = counts.get(at + 1 + 2 * j);
                    long most = shares.get(j).quota().most();
                    long number =
                            i < granted ? used - granted + 1 + i : used < most ? used : used + 1;
                    places.add(
                            new Count(number, most, Duration.ofMillis(counts.get(at + 2 + 2 * j))));
                }
                asks.get(i).counts().complete(places);
            }
            at += 1 + 2 * shares.size();
        }
    }

    private static void fail(Map<List<Share>, List<Ask>> batch, Throwable failure) {
        batch.values()
                .forEach(asks -> asks.forEach(ask -> ask.counts().completeExceptionally(failure)));
    }

    private static String sha1(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-1")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException bug) {
            throw new IllegalStateException("SHA-1 is missing", bug);
        }
    }
}
