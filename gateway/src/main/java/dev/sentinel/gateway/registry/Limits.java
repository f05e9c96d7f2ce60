package dev.sentinel.gateway.registry;

import dev.sentinel.gateway.registry.UpstreamService.Breaker;
import dev.sentinel.gateway.registry.UpstreamService.Pool;
import dev.sentinel.gateway.registry.UpstreamService.Probe;
import dev.sentinel.gateway.registry.UpstreamService.Streams;
import java.time.Duration;

/**
 * The limits of calls to a service: shipped ones, overridden by {@code defaults:}, overridden by
 * the service. Contract studio §7.5 gives the shipped values.
 */
record Limits(
        Duration connectTimeout,
        Duration readTimeout,
        int maxBody,
        int retries,
        Pool pool,
        Breaker breaker,
        Probe probe,
        Streams streams) {

    private static final long SECOND = 1_000;
    static final int LARGEST_BODY = 1 << 30;

    static final Limits SHIPPED =
            new Limits(
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(60),
                    50 << 20,
                    1,
                    new Pool(128, 256, Duration.ofSeconds(1), 1_024),
                    new Breaker(5, Duration.ofSeconds(10)),
                    new Probe("/health", Duration.ofSeconds(1)),
                    new Streams(Duration.ofSeconds(300), Duration.ofHours(12)));

    /** Reads the limit keys of a mapping; its other keys are the caller's to read. */
    Limits read(YamlMap map) {
        return new Limits(
                millis(map, "connect_timeout_ms", 60 * SECOND, connectTimeout),
                millis(map, "read_timeout_ms", 3_600 * SECOND, readTimeout),
                (int) map.number("max_body_bytes", 0, LARGEST_BODY, maxBody),
                (int) map.number("retries", 0, 1, retries),
                map.map("pool").map(this::pool).orElse(pool),
                map.map("breaker").map(this::breaker).orElse(breaker),
                map.map("health").map(this::probe).orElse(probe),
                map.map("streams").map(this::streams).orElse(streams));
    }

    /** As {@link #read}, for a mapping that holds nothing else. */
    Limits overriddenBy(YamlMap map) {
        Limits limits = read(map);
        map.refuseUnknown();
        return limits;
    }

    private Pool pool(YamlMap map) {
        Pool read =
                new Pool(
                        (int) map.number("connections", 1, 4_096, pool.connections()),
                        (int) map.number("waiting", 0, 65_536, pool.waiting()),
                        millis(map, "wait_ms", 60 * SECOND, pool.patience()),
                        (int) map.number("websockets", 1, 65_536, pool.websockets()));
        map.refuseUnknown();
        return read;
    }

    private Breaker breaker(YamlMap map) {
        Breaker read =
                new Breaker(
                        (int) map.number("failures", 1, 1_000, breaker.failures()),
                        millis(map, "open_ms", 600 * SECOND, breaker.open()));
        map.refuseUnknown();
        return read;
    }

    private Probe probe(YamlMap map) {
        String path = map.text("path").orElse(probe.path());
        if (!PublicPath.isLiteral(path)) {
            map.refuse("path", "is '" + path + "': a path such as /health is right");
        }
        Probe read = new Probe(path, millis(map, "timeout_ms", 30 * SECOND, probe.timeout()));
        map.refuseUnknown();
        return read;
    }

    private Streams streams(YamlMap map) {
        // The listener ends a connection that is silent for 330 s.
        Streams read =
                new Streams(
                        millis(map, "idle_ms", 300 * SECOND, streams.idle()),
                        millis(map, "lifetime_ms", 86_400 * SECOND, streams.lifetime()));
        map.refuseUnknown();
        return read;
    }

    static Duration millis(YamlMap map, String key, long most, Duration otherwise) {
        return Duration.ofMillis(map.number(key, 1, most, otherwise.toMillis()));
    }
}
