package dev.sentinel.gateway;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.gateway.forward.AuditedCalls;
import dev.sentinel.gateway.forward.ForwardedServices;
import dev.sentinel.gateway.health.Dependencies;
import dev.sentinel.gateway.health.HealthResource;
import dev.sentinel.web.CallObserver;
import dev.sentinel.web.Resource;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The gateway's assembly: every object and every route it has is made here. It has no tables, no
 * keys and no classes of the services behind it; it meets them over HTTP.
 */
public final class Gateway implements AutoCloseable {
    private final AuditedCalls audit;
    private final ForwardedServices services;
    private final HealthResource health;

    /**
     * Makes the gateway; nothing is called before the first request.
     *
     * @param vertx the event loops that serve, {@code loops} of them
     * @param audit takes an event; it may wait, and throws when it cannot take one now
     * @param stores what health looks at, by name, beside the services: {@code postgres}, {@code
     *     redis}
     */
    public Gateway(
            GatewayConfig config,
            Vertx vertx,
            int loops,
            Consumer<AuditEvent> audit,
            Map<String, BooleanSupplier> stores,
            Clock clock,
            String version) {
        this.audit = new AuditedCalls(audit);
        this.services =
                new ForwardedServices(
                        config.registry(), config.credentials(), vertx, loops, this.audit);
        Dependencies dependencies =
                new Dependencies(stores, services, clock, version, config.environment());
        this.health = new HealthResource(dependencies, config.apiPrefix());
    }

    public List<Resource> resources() {
        return List.of(health, services);
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
        services.close();
        audit.close();
    }
}
