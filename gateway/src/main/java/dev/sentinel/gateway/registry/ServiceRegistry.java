package dev.sentinel.gateway.registry;

import java.nio.file.Path;
import java.util.List;

/**
 * Every service the gateway fronts, in the order of the file.
 *
 * @param writeDisabled who may read only
 * @param allowWidening whether a reload may open what was closed
 */
public record ServiceRegistry(
        List<UpstreamService> services,
        List<DashboardSource> dashboard,
        WriteSwitch writeDisabled,
        boolean allowWidening) {
    public ServiceRegistry {
        services = List.copyOf(services);
        dashboard = List.copyOf(dashboard);
    }

    /** Whether any route counts who calls it. */
    public boolean countsCalls() {
        return services.stream()
                .flatMap(service -> service.routes().stream())
                .anyMatch(route -> route.quota().isPresent());
    }

    /** What it was read from, beside its own file: another content makes another registry. */
    List<Path> files() {
        return services.stream()
                .flatMap(service -> service.destination().tls().files().stream())
                .distinct()
                .toList();
    }

    /** Without any service. */
    public static ServiceRegistry empty() {
        return new ServiceRegistry(List.of(), List.of(), WriteSwitch.OFF, false);
    }
}
