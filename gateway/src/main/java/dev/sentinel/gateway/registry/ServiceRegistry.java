package dev.sentinel.gateway.registry;

import java.util.List;

/** Every service the gateway fronts, in the order of the file. */
public record ServiceRegistry(List<UpstreamService> services) {
    public ServiceRegistry {
        services = List.copyOf(services);
    }
}
