package dev.sentinel.identity.limit;

import dev.sentinel.base.redis.Redis;
import dev.sentinel.trust.limit.Addresses;
import dev.sentinel.web.Problem;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Counts attempts to get in, across processes.
 *
 * <p>Unlike the limit of requests it lets nobody pass while Redis is away: who tries passwords
 * would only have to wait for that. Every method throws {@link dev.sentinel.base.Unavailable} then.
 */
public final class Attempts {
    private static final String PREFIX = "sentinel:attempts:";

    /** Counts under every name in one step; the window of each is Redis's. */
    private static final String SCRIPT =
            """
            local answer = {}
            for i, name in ipairs(KEYS) do
              local count = redis.call('INCR', name)
              local left = redis.call('PTTL', name)
              if left < 0 then
                left = tonumber(ARGV[i])
                redis.call('PEXPIRE', name, left)
              end
              answer[2 * i - 1] = count
              answer[2 * i] = left
            end
            return answer
            """;

    private final Redis redis;

    public Attempts(Redis redis) {
        this.redis = redis;
    }

    /** What an attempt counts for, such as an account or an address. */
    public record Of(String name, AttemptLimit limit) {
        /** From this address, or from its network. */
        public static Of address(String kind, String address, AttemptLimit limit) {
            return new Of(kind + ":address:" + Addresses.block(address), limit);
        }
    }

    /** How far the one of several is that is nearest to its limit. */
    public record Standing(long number, long most, Duration left) {
        public boolean passes() {
            return number <= most;
        }

        /**
         * In seconds from now (draft-ietf-httpapi-ratelimit-headers, the form of its version 6).
         */
        public Map<String, String> headers() {
            return Map.of(
                    "RateLimit-Limit", Long.toString(most),
                    "RateLimit-Remaining", Long.toString(Math.max(0, most - number)),
                    "RateLimit-Reset", Long.toString(seconds()));
        }

        /** What to answer when it does not pass. */
        public Problem refusal() {
            Problem problem =
                    Problem.of(
                                    Problem.Kind.RATE_LIMITED,
                                    "too many attempts: try again in " + seconds() + " s")
                            .header("Retry-After", Long.toString(seconds()));
            headers().forEach(problem::header);
            return problem;
        }

        private long order() {
            return passes() ? most - number : -left.toMillis();
        }

        private long seconds() {
            return Math.max(1, left.plusMillis(999).toSeconds());
        }
    }

    /** Counts one attempt for all of these. */
    public Standing take(Of... counted) {
        List<Of> all = List.of(counted);
        String[] names = all.stream().map(each -> PREFIX + each.name()).toArray(String[]::new);
        String[] windows =
                all.stream()
                        .map(each -> Long.toString(each.limit().window().toMillis()))
                        .toArray(String[]::new);
        List<Long> counts =
                redis.call(commands ->
                        commands.<List<Long>>eval(SCRIPT, ScriptOutputType.MULTI, names, windows));
        return IntStream.range(0, all.size())
                .mapToObj(i ->
                        new Standing(
                                counts.get(2 * i),
                                all.get(i).limit().most(),
                                Duration.ofMillis(counts.get(2 * i + 1))))
                .min(
                        // Of two that are past it, the one that lasts longer says when to come
                        // back.
                        Comparator.comparing(Standing::passes).thenComparingLong(Standing::order))
                .orElseThrow();
    }

    /** Forgets the attempts of one that has got in. */
    public void forget(Of counted) {
        redis.call(commands -> commands.del(PREFIX + counted.name()));
    }
}
