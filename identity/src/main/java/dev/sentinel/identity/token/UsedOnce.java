package dev.sentinel.identity.token;

import dev.sentinel.base.redis.Redis;
import dev.sentinel.trust.token.Sha256;
import io.lettuce.core.SetArgs;
import java.time.Clock;
import java.time.Duration;

/**
 * What has been used, known to all processes at once: the first one to say so wins.
 *
 * <p>Kept in Redis. While Redis is away nothing can be used ({@link
 * dev.sentinel.base.Unavailable}): a replay could not be told from a first use.
 */
public final class UsedOnce {
    private static final String PREFIX = "sentinel:used:";

    private final Redis redis;
    private final Clock clock;

    public UsedOnce(Redis redis, Clock clock) {
        this.redis = redis;
        this.clock = clock;
    }

    /** Uses it; false when somebody has before. */
    boolean take(OneTime what) {
        Duration left = Duration.between(clock.instant(), what.until());
        // A hash: the name is the caller's, and may be as long and as odd as it likes.
        String key = PREFIX + Sha256.base64url(what.name());
        return left.isPositive()
                && "OK"
                        .equals(
                                redis.call(commands ->
                                        commands.set(key, "1", SetArgs.Builder.nx().px(left))));
    }
}
