package dev.sentinel.identity.limit;

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
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The windows of all callers, in Redis: one count for each, which ends by itself.
 *
 * <p>Requests share round trips: what arrives while one is under way goes with the next, as in a
 * group commit. Under load one command counts hundreds of requests, so that a request costs a
 * microsecond and not a command of its own. The window's time is Redis's alone: processes need not
 * agree on a clock. Nothing here blocks.
 */
final class SharedWindows {
    private static final String PREFIX = "sentinel:requests:";
    private static final int BATCH = 512;

    /** For each caller: adds its requests, starts the window with the first; counts and times. */
    private static final String SCRIPT =
            """
            local answer = {}
            for i, caller in ipairs(KEYS) do
              local count = redis.call('INCRBY', caller, ARGV[i + 1])
              local left = redis.call('PTTL', caller)
              if left < 0 then
                left = tonumber(ARGV[1])
                redis.call('PEXPIRE', caller, left)
              end
              answer[2 * i - 1] = count
              answer[2 * i] = left
            end
            return answer
            """;

    private static final String DIGEST = sha1(SCRIPT);

    private final Redis redis;
    private final RateLimitConfig config;
    private final Queue<Ask> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean underWay = new AtomicBoolean();

    SharedWindows(Redis redis, RateLimitConfig config) {
        this.redis = redis;
        this.config = config;
    }

    /**
     * One request's place.
     *
     * @param number of the request in its caller's window
     * @param leftMillis of the window, when Redis counted
     */
    record Place(long number, long leftMillis) {}

    private record Ask(String caller, CompletableFuture<Place> place) {}

    /** Counts one request; fails soon when Redis does not answer. */
    CompletableFuture<Place> take(String caller) {
        Ask ask = new Ask(caller, new CompletableFuture<>());
        waiting.add(ask);
        sendNext();
        return ask.place();
    }

    /** Sends what waits, unless something is under way: then its end does. */
    private void sendNext() {
        while (!waiting.isEmpty() && underWay.compareAndSet(false, true)) {
            Map<String, List<Ask>> batch = drained(BATCH);
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

    private Map<String, List<Ask>> drained(int most) {
        Map<String, List<Ask>> batch = new LinkedHashMap<>();
        for (int i = 0; i < most; i++) {
            Ask ask = waiting.poll();
            if (ask == null) {
                break;
            }
            batch.computeIfAbsent(ask.caller(), _ -> new ArrayList<>(1)).add(ask);
        }
        return batch;
    }

    private CompletableFuture<List<Long>> counted(Map<String, List<Ask>> batch) {
        // On an event loop, which must not wait for a connection: housekeeping makes it.
        Optional<StatefulRedisConnection<String, String>> connection = redis.connected();
        if (connection.isEmpty()) {
            return CompletableFuture.failedFuture(new Unavailable("redis", "not connected"));
        }
        String[] keys = batch.keySet().stream().map(PREFIX::concat).toArray(String[]::new);
        List<String> arguments = new ArrayList<>(keys.length + 1);
        arguments.add(Long.toString(config.window().toMillis()));
        batch.values().forEach(asks -> arguments.add(Integer.toString(asks.size())));
        String[] values = arguments.toArray(String[]::new);
        RedisAsyncCommands<String, String> commands = connection.get().async();
        try {
            return commands.<List<Long>>evalsha(DIGEST, ScriptOutputType.MULTI, keys, values)
                    .exceptionallyCompose(failure ->
                            failure instanceof RedisNoScriptException
                                    ? commands.eval(SCRIPT, ScriptOutputType.MULTI, keys, values)
                                    : CompletableFuture.failedStage(failure))
                    .toCompletableFuture()
                    .orTimeout(config.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RedisException away) {
            return CompletableFuture.failedFuture(away);
        }
    }

    private static void answer(Map<String, List<Ask>> batch, List<Long> counts) {
        int at = 0;
        for (List<Ask> asks : batch.values()) {
            long first = counts.get(at) - asks.size() + 1;
            for (int i = 0; i < asks.size(); i++) {
                asks.get(i).place().complete(new Place(first + i, counts.get(at + 1)));
            }
            at += 2;
        }
    }

    private static void fail(Map<String, List<Ask>> batch, Throwable failure) {
        batch.values()
                .forEach(asks -> asks.forEach(ask -> ask.place().completeExceptionally(failure)));
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
