package dev.sentinel.gateway.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads {@code services.yaml} (contract studio §6) into a {@link ServiceRegistry}, or refuses it.
 */
public final class RegistryReader {
    private static final int MOST_SERVICES = 64;

    private final Function<String, Optional<String>> environment;
    private final String apiPrefix;

    /**
     * {@code environment} answers {@code ${NAME:default}}; {@code apiPrefix} is where services with
     * {@code mount: api} stand, such as {@code /api/v1}.
     */
    public RegistryReader(Function<String, Optional<String>> environment, String apiPrefix) {
        this.environment = environment;
        this.apiPrefix = apiPrefix;
    }

    /** Throws {@link RegistryRefused} with every finding when anything is wrong with the file. */
    public ServiceRegistry read(Path file) {
        try {
            return read(file.toString(), Files.readString(file));
        } catch (IOException unreadable) {
            String problem = "cannot be read (" + unreadable.getClass().getSimpleName() + ")";
            throw new RegistryRefused(List.of(new Finding(file.toString(), 0, problem)));
        }
    }

    ServiceRegistry read(String name, String text) {
        YamlFile file = new YamlFile(name, environment);
        List<UpstreamService> services = file.parse(text).map(this::services).orElse(List.of());
        if (!file.findings().isEmpty()) {
            throw new RegistryRefused(file.findings());
        }
        return new ServiceRegistry(services);
    }

    private List<UpstreamService> services(YamlMap root) {
        if (!root.text("version").equals(Optional.of("1"))) {
            root.refuse("version", "must be 1");
        }
        Limits defaults =
                root.map("defaults").map(Limits.SHIPPED::overriddenBy).orElse(Limits.SHIPPED);
        Map<String, YamlMap> named = root.named("services");
        if (named.size() > MOST_SERVICES) {
            root.refuse("services", "must be at most " + MOST_SERVICES);
        }
        List<UpstreamService> services = new ArrayList<>();
        named.forEach((name, map) ->
                new ServiceReader(name, map, apiPrefix, defaults).read().ifPresent(services::add));
        refuseSharedPrefixes(services, named);
        root.refuseUnknown();
        return services;
    }

    /** Two services under one prefix: the second's routes could shadow the first's rules. */
    private static void refuseSharedPrefixes(
            List<UpstreamService> services, Map<String, YamlMap> named) {
        for (int i = 0; i < services.size(); i++) {
            for (int j = 0; j < i; j++) {
                UpstreamService later = services.get(i);
                UpstreamService earlier = services.get(j);
                if (later.publicPrefix().equals(earlier.publicPrefix())) {
                    YamlMap map = named.get(later.name());
                    if (map != null) {
                        map.refuse(
                                "prefix",
                                "stands under '"
                                        + later.publicPrefix()
                                        + "' as service '"
                                        + earlier.name()
                                        + "' does: each needs its own");
                    }
                }
            }
        }
    }
}
