package dev.sentinel.identity.revocation;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.redis.Redis;
import io.lettuce.core.RedisException;
import io.lettuce.core.XAddArgs;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Redis stream that our own verifiers follow: entries with a field {@code revocation}, and
 * every second one with a field {@code heartbeat} that names the latest number. The stream is the
 * fast way, not the store: whoever sees a number missing, or hears nothing, asks the feed.
 */
public final class RevocationStream {
    public static final String KEY = "sentinel:revocations";
    private static final Logger LOG = LoggerFactory.getLogger(RevocationStream.class);
    private static final int KEPT = 10_000;

    private final Redis redis;
    private final Clock clock;

    public RevocationStream(Redis redis, Clock clock) {
        this.redis = redis;
        this.clock = clock;
    }

    void publish(Revocation revocation) {
        add("revocation", revocation.json());
    }

    /** Says that nothing was missed up to this number. */
    public void beat(long latest) {
        Map<String, Object> heartbeat = new LinkedHashMap<>();
        heartbeat.put("latest", latest);
        heartbeat.put("now", clock.instant().toString());
        add("heartbeat", heartbeat);
    }

    /** Does not wait and does not fail: the row is committed, and the feed has it. */
    private void add(String field, Map<String, Object> value) {
        try {
            redis.connection()
                    .async()
                    .xadd(
                            KEY,
                            new XAddArgs().maxlen(KEPT).approximateTrimming(),
                            Map.of(field, Json.text(value)))
                    .exceptionally(failure -> {
                        LOG.debug("not published: {}", failure.getMessage());
                        return "";
                    });
        } catch (Unavailable | RedisException away) {
            LOG.debug("not published: {}", away.getMessage());
        }
    }
}
