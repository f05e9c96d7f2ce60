package dev.sentinel.gateway.discovery;

import dev.sentinel.gateway.discovery.ServiceHealth.Source;
import dev.sentinel.gateway.discovery.ServiceHealth.Status;
import dev.sentinel.gateway.forward.ForwardedServices;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks at every service from time to time, so that asking how they are costs nothing. Calls count,
 * too: a service whose calls keep failing is unhealthy at once, whatever its health path says.
 */
public final class HealthChecks implements AutoCloseable {
    private static final int FIRST_ERROR = 500;
    private static final Duration AGAIN = Duration.ofSeconds(3);

    private final ForwardedServices services;
    private final Clock clock;
    private final Duration interval;
    private final boolean enabled;
    private final Map<String, ServiceHealth> seen = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<ServiceHealth>> looking = new ConcurrentHashMap<>();
    private final Thread checking;

    /** Looks every {@code interval}; only when asked, when not {@code enabled}. */
    public HealthChecks(
            ForwardedServices services, Clock clock, boolean enabled, Duration interval) {
        this.services = services;
        this.clock = clock;
        this.enabled = enabled;
        this.interval = interval;
        this.checking = Thread.ofVirtual().name("service-health").unstarted(this::check);
    }

    /** Begins to look. */
    public void start() {
        if (enabled) {
            checking.start();
        }
    }

    /** Of every service, in the order of the registry. */
    List<ServiceHealth> all() {
        List<CompletableFuture<ServiceHealth>> found =
                services.names().stream().map(this::find).toList();
        return found.stream().map(CompletableFuture::join).toList();
    }

    /** Of one; empty when there is no such service. */
    Optional<ServiceHealth> of(String service) {
        return services.names().contains(service)
                ? Optional.of(find(service).join())
                : Optional.empty();
    }

    /** As last seen, without looking: for those who must not wait. */
    public String lastSeen(String service) {
        ServiceHealth last = seen.get(service);
        Status status =
                services.isResting(service)
                        ? Status.UNHEALTHY
                        : last == null ? Status.UNKNOWN : last.status();
        return ServiceHealth.word(status);
    }

    private CompletableFuture<ServiceHealth> find(String service) {
        Instant oldest = clock.instant().minus(interval.multipliedBy(2));
        CompletableFuture<ServiceHealth> found =
                Optional.ofNullable(seen.get(service))
                        .filter(last -> enabled && !last.checkedAt().isBefore(oldest))
                        .map(ServiceHealth::cached)
                        .map(CompletableFuture::completedFuture)
                        .orElseGet(() -> look(service));
        return found.thenApply(health -> services.isResting(service) ? health.failing() : health);
    }

    /** Who asks while somebody looks is told the same: no amplification. */
    private CompletableFuture<ServiceHealth> look(String service) {
        CompletableFuture<ServiceHealth> mine = new CompletableFuture<>();
        CompletableFuture<ServiceHealth> other = looking.putIfAbsent(service, mine);
        if (other != null) {
            return other;
        }
        long began = System.nanoTime();
        services.probe(service)
                .handle((status, failure) ->
                        health(
                                service,
                                failure == null ? OptionalInt.of(status) : OptionalInt.empty(),
                                Duration.ofNanos(System.nanoTime() - began)))
                .thenAccept(health -> {
                    seen.put(service, health);
                    looking.remove(service);
                    mine.complete(health);
                });
        return mine;
    }

    private ServiceHealth health(String service, OptionalInt status, Duration latency) {
        boolean healthy = status.isPresent() && status.getAsInt() < FIRST_ERROR;
        return new ServiceHealth(
                service,
                healthy ? Status.HEALTHY : Status.UNHEALTHY,
                status.isPresent() ? OptionalLong.of(latency.toMillis()) : OptionalLong.empty(),
                status,
                Instant.ofEpochMilli(clock.millis()),
                Source.LIVE,
                services.lacksCredential(service));
    }

    private void check() {
        try {
            while (true) {
                List<CompletableFuture<ServiceHealth>> found = new ArrayList<>();
                services.names().forEach(name -> found.add(look(name)));
                boolean well = found.stream().allMatch(each -> each.join().isHealthy());
                seen.keySet().retainAll(services.names());
                // One that is away may be back soon; at the start all of them may be.
                Thread.sleep(well || interval.compareTo(AGAIN) < 0 ? interval : AGAIN);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        checking.interrupt();
    }
}
