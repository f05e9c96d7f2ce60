package dev.sentinel.gateway.discovery;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How a service was when it was last looked at.
 *
 * @param source {@code LIVE} when it was looked at for this answer, {@code CACHE} when before
 */
record ServiceHealth(
        String service,
        Status status,
        OptionalLong latencyMillis,
        OptionalInt httpStatus,
        Instant checkedAt,
        Source source,
        boolean credentialMissing) {

    enum Status {
        HEALTHY,
        UNHEALTHY,
        UNKNOWN
    }

    enum Source {
        CACHE,
        LIVE
    }

    boolean isHealthy() {
        return status == Status.HEALTHY;
    }

    /** The same, some time later. */
    ServiceHealth cached() {
        return new ServiceHealth(
                service,
                status,
                latencyMillis,
                httpStatus,
                checkedAt,
                Source.CACHE,
                credentialMissing);
    }

    /** The same, of a service whose calls have failed since. */
    ServiceHealth failing() {
        return new ServiceHealth(
                service,
                Status.UNHEALTHY,
                latencyMillis,
                httpStatus,
                checkedAt,
                source,
                credentialMissing);
    }

    Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("service", service);
        json.put("status", word(status));
        json.put("latency_ms", latencyMillis.isPresent() ? latencyMillis.getAsLong() : null);
        json.put("http_status", httpStatus.isPresent() ? httpStatus.getAsInt() : null);
        json.put("checked_at", checkedAt.toString());
        json.put("source", word(source));
        if (credentialMissing) {
            json.put("credentials", "missing");
        }
        return json;
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
