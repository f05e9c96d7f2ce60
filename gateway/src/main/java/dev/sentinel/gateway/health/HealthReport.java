package dev.sentinel.gateway.health;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What was found out about the gateway and what it needs.
 *
 * @param registryCurrent false when a changed registry is refused and the one before it serves
 * @param stores PostgreSQL and Redis, those that are configured
 * @param services every service of the registry
 */
record HealthReport(
        Status status,
        boolean registryCurrent,
        String version,
        String environment,
        long uptimeSeconds,
        Map<String, Finding> stores,
        Map<String, Finding> services) {

    HealthReport {
        stores = Map.copyOf(stores);
        services = Map.copyOf(services);
    }

    /**
     * {@code DEGRADED}: only services fail, or a changed registry is refused. {@code DOWN}: a store
     * does.
     */
    enum Status {
        OK,
        DEGRADED,
        DOWN
    }

    /** One dependency, and how long it took to answer. */
    record Finding(boolean healthy, long latencyMillis) {
        private Map<String, Object> toJson() {
            return Map.of("status", healthy ? "healthy" : "unhealthy", "latency_ms", latencyMillis);
        }
    }

    Map<String, Object> toJson() {
        Map<String, Object> dependencies = new LinkedHashMap<>();
        stores.keySet().stream()
                .sorted()
                .forEach(name -> dependencies.put(name, json(stores, name)));
        Map<String, Object> found = new LinkedHashMap<>();
        services.keySet().stream().sorted().forEach(name -> found.put(name, json(services, name)));
        dependencies.put("services", found);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("status", status.name().toLowerCase(Locale.ROOT));
        json.put("version", version);
        json.put("environment", environment);
        json.put("uptime_seconds", uptimeSeconds);
        json.put("registry", registryCurrent ? "current" : "refused");
        json.put("dependencies", dependencies);
        return json;
    }

    private static Map<String, Object> json(Map<String, Finding> findings, String name) {
        Finding finding = findings.get(name);
        return finding == null ? Map.of() : finding.toJson();
    }
}
