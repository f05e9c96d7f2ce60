package dev.sentinel.gateway.health;

import dev.sentinel.gateway.forward.ForwardedServices;
import dev.sentinel.gateway.health.HealthReport.Finding;
import dev.sentinel.gateway.health.HealthReport.Status;
import dev.sentinel.gateway.reload.RegistryReload;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at everything the gateway needs, in parallel, each for a second at most. Anyone may ask, so
 * a report is kept for 5 s and one look serves all who ask meanwhile: no amplification.
 */
public final class Dependencies {
    private static final Duration KEPT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int FIRST_ERROR = 500;
    private static final Executor VIRTUAL =
            task -> Thread.ofVirtual().name("health-probe").start(task);

    private final Map<String, BooleanSupplier> stores;
    private final ForwardedServices services;
    private final Supplier<RegistryReload.Status> registry;
    private final Clock clock;
    private final String version;
    private final String environment;
    private final Instant startedAt;
    private @Nullable Kept kept;

    /** {@code stores} names those that are configured, and how to find out whether each answers. */
    public Dependencies(
            Map<String, BooleanSupplier> stores,
            ForwardedServices services,
            Supplier<RegistryReload.Status> registry,
            Clock clock,
            String version,
            String environment) {
        this.stores = Map.copyOf(stores);
        this.services = services;
        this.registry = registry;
        this.clock = clock;
        this.version = version;
        this.environment = environment;
        this.startedAt = clock.instant();
    }

    private record Kept(Instant at, HealthReport report) {}

    /** Waits for a look that has begun instead of beginning another. */
    synchronized HealthReport report() {
        Instant now = clock.instant();
        Kept last = kept;
        if (last == null || !now.isBefore(last.at().plus(KEPT))) {
            last = new Kept(now, look(now));
            kept = last;
        }
        return last.report();
    }

    private HealthReport look(Instant now) {
        Map<String, CompletableFuture<Finding>> storeProbes = new LinkedHashMap<>();
        stores.forEach((name, reachable) -> storeProbes.put(name, storeProbe(reachable)));
        Map<String, CompletableFuture<Finding>> serviceProbes = new LinkedHashMap<>();
        services.names().forEach(name -> serviceProbes.put(name, serviceProbe(name)));
        Map<String, Finding> foundStores = findings(storeProbes);
        Map<String, Finding> foundServices = findings(serviceProbes);
        boolean current = registry.get().isCurrent();
        return new HealthReport(
                status(foundStores, foundServices, current),
                current,
                version,
                environment,
                Duration.between(startedAt, now).toSeconds(),
                foundStores,
                foundServices);
    }

    private static Status status(
            Map<String, Finding> stores, Map<String, Finding> services, boolean current) {
        if (!stores.values().stream().allMatch(Finding::healthy)) {
            return Status.DOWN;
        }
        boolean all = services.values().stream().allMatch(Finding::healthy);
        return all && current ? Status.OK : Status.DEGRADED;
    }

    private static CompletableFuture<Finding> storeProbe(BooleanSupplier reachable) {
        return timed(CompletableFuture.supplyAsync(reachable::getAsBoolean, VIRTUAL));
    }

    private CompletableFuture<Finding> serviceProbe(String name) {
        return timed(
                services.probe(name)
                        .thenApply(status -> status < FIRST_ERROR && isCalled(name))
                        .toCompletableFuture());
    }

    /** Whether calls reach it: a service that answers us, and nobody else, is of no use. */
    private boolean isCalled(String name) {
        return !services.lacksCredential(name) && !services.isResting(name);
    }

    /** However long the registry lets a probe take: all who ask wait for this look. */
    private static CompletableFuture<Finding> timed(CompletableFuture<Boolean> answer) {
        long began = System.nanoTime();
        return answer.completeOnTimeout(false, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(_ -> false)
                .thenApply(healthy ->
                        new Finding(
                                healthy, Duration.ofNanos(System.nanoTime() - began).toMillis()));
    }

    private static Map<String, Finding> findings(Map<String, CompletableFuture<Finding>> probes) {
        Map<String, Finding> findings = new LinkedHashMap<>();
        probes.forEach((name, probe) -> findings.put(name, probe.join()));
        return findings;
    }
}
