package dev.sentinel.gateway;

import dev.sentinel.audit.event.Action;
import dev.sentinel.base.redis.Redis;
import dev.sentinel.gateway.dashboard.DashboardResource;
import dev.sentinel.gateway.discovery.DiscoveryResource;
import dev.sentinel.gateway.discovery.HealthChecks;
import dev.sentinel.gateway.errors.ErrorResource;
import dev.sentinel.gateway.forward.AuditedCalls;
import dev.sentinel.gateway.forward.AuditedResource;
import dev.sentinel.gateway.forward.CallLog;
import dev.sentinel.gateway.forward.ForwardedServices;
import dev.sentinel.gateway.forward.ServedRegistry;
import dev.sentinel.gateway.forward.StreamWatch;
import dev.sentinel.gateway.health.Dependencies;
import dev.sentinel.gateway.health.HealthResource;
import dev.sentinel.gateway.openapi.OpenApiResource;
import dev.sentinel.gateway.reload.RegistryReload;
import dev.sentinel.trust.limit.RateLimiter;
import dev.sentinel.web.CallObserver;
import dev.sentinel.web.Resource;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The gateway's assembly: every object and every route it has is made here. It has no tables, no
 * keys and no classes of the services behind it; it meets them over HTTP.
 */
public final class Gateway implements AutoCloseable {
    private static final Duration COUNTING = Duration.ofMillis(250);

    private final AuditedCalls audit;
    private final ForwardedServices services;
    private final RegistryReload reload;
    private final HealthChecks checks;
    private final List<Resource> own;

    /**
     * Makes the gateway; nothing is called before the first request.
     *
     * @param vertx the event loops that serve, {@code loops} of them
     * @param watch ends streams with the credentials that opened them
     * @param redis where calls are counted, for all gateways together
     * @param stores what health looks at, by name, beside the services: {@code postgres}, {@code
     *     redis}
     */
    public Gateway(
            GatewayConfig config,
            Vertx vertx,
            int loops,
            CallLog audit,
            StreamWatch watch,
            Redis redis,
            Map<String, BooleanSupplier> stores,
            Clock clock,
            String version) {
        this.audit = new AuditedCalls(audit);
        this.services =
                new ForwardedServices(
                        config.registry(),
                        config.credentials(),
                        vertx,
                        loops,
                        this.audit,
                        watch,
                        new RateLimiter(redis, COUNTING, System::nanoTime));
        this.reload = new RegistryReload(config.source(), services, clock);
        Dependencies dependencies =
                new Dependencies(
                        stores,
                        services,
                        reload::status,
                        clock,
                        version,
                        config.environment().name());
        this.checks =
                new HealthChecks(services, clock, config.checksHealth(), config.checkInterval());
        this.own = new ArrayList<>();
        own.add(new HealthResource(dependencies, config.apiPrefix()));
        own.add(new DiscoveryResource(checks, config.apiPrefix()));
        own.add(new DashboardResource(services, checks, clock, config.apiPrefix()));
        own.add(new ErrorResource());
        if (!config.environment().production()) {
            own.add(new OpenApiResource(this::resources, version));
        }
    }

    /** Reads the services' credentials and begins to look how services are. To be called first. */
    public void start() {
        services.start();
        checks.start();
        reload.start();
    }

    /** All routes of now. */
    public List<Resource> resources() {
        return with(services.inForce());
    }

    /**
     * Takes up changes of the registry from now on: {@code serve} is given all routes of then, and
     * throws for such as collide.
     */
    public void follow(Consumer<List<Resource>> serve) {
        reload.follow(registry -> serve.accept(with(registry)));
    }

    /** Reads the registry again. */
    public void reload() {
        reload.reload();
    }

    private List<Resource> with(ServedRegistry registry) {
        List<Resource> resources = new ArrayList<>(audited(own));
        resources.add(registry);
        return resources;
    }

    /** Routes that are answered here, such that their calls can be audited. */
    public List<Resource> audited(List<Resource> answered) {
        return answered.stream()
                .<Resource>map(resource -> new AuditedResource(resource, audit))
                .toList();
    }

    /** To be told of every finished call of the gateway's listener. */
    public CallObserver observer() {
        return audit;
    }

    /** The audit actions that the gateway records. */
    public static List<Action> actions() {
        return AuditedCalls.actions();
    }

    @Override
    public void close() {
        reload.close();
        checks.close();
        services.close();
        audit.close();
    }
}
