package dev.sentinel.gateway.registry;

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
        UpstreamService.Pool pool,
        UpstreamService.Breaker breaker,
        UpstreamService.Probe probe) {

    private static final long SECOND = 1_000;
    static final int LARGEST_BODY = 1 << 30;

    static final Limits SHIPPED =
            new Limits(
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(60),
                    50 << 20,
                    1,
                    new UpstreamService.Pool(128, 256, Duration.ofSeconds(1)),
                    new UpstreamService.Breaker(5, Duration.ofSeconds(10)),
                    new UpstreamService.Probe("/health", Duration.ofSeconds(1)));

    /** Reads the limit keys of a mapping; its other keys are the caller's to read. */
    Limits read(YamlMap map) {
        return new Limits(
                millis(map, "connect_timeout_ms", 60 * SECOND, connectTimeout),
                millis(map, "read_timeout_ms", 3_600 * SECOND, readTimeout),
                (int) map.number("max_body_bytes", 0, LARGEST_BODY, maxBody),
                (int) map.number("retries", 0, 1, retries),
                map.map("pool").map(this::pool).orElse(pool),
                map.map("breaker").map(this::breaker).orElse(breaker),
                map.map("health").map(this::probe).orElse(probe));
    }

    /** As {@link #read}, for a mapping that holds nothing else. */
    Limits overriddenBy(YamlMap map) {
        Limits limits = read(map);
        map.refuseUnknown();
        return limits;
    }

    private UpstreamService.Pool pool(YamlMap map) {
        UpstreamService.Pool read =
                new UpstreamService.Pool(
                        (int) map.number("connections", 1, 4_096, pool.connections()),
                        (int) map.number("waiting", 0, 65_536, pool.waiting()),
                        millis(map, "wait_ms", 60 * SECOND, pool.patience()));
        map.refuseUnknown();
        return read;
    }

    private UpstreamService.Breaker breaker(YamlMap map) {
        UpstreamService.Breaker read =
                new UpstreamService.Breaker(
                        (int) map.number("failures", 1, 1_000, breaker.failures()),
                        millis(map, "open_ms", 600 * SECOND, breaker.open()));
        map.refuseUnknown();
        return read;
    }

    private UpstreamService.Probe probe(YamlMap map) {
        String path = map.text("path").orElse(probe.path());
        if (!PublicPath.isLiteral(path)) {
            map.refuse("path", "is '" + path + "': a path such as /health is right");
        }
        UpstreamService.Probe read =
                new UpstreamService.Probe(
                        path, millis(map, "timeout_ms", 30 * SECOND, probe.timeout()));
        map.refuseUnknown();
        return read;
    }

    static Duration millis(YamlMap map, String key, long most, Duration otherwise) {
        return Duration.ofMillis(map.number(key, 1, most, otherwise.toMillis()));
    }
}
