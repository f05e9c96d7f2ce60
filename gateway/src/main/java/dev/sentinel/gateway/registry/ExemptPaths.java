package dev.sentinel.gateway.registry;

import java.util.ArrayList;
import java.util.List;

/**
 * Public paths whose answers stay out of the envelope ({@code ENVELOPE_EXEMPT_PATHS}, contract
 * studio §3.4): templates as the registry spells them, or {@code /api/v1/zen/**} for all below.
 */
record ExemptPaths(List<String> paths) {
    private static final String REST = "/**";

    ExemptPaths {
        paths = List.copyOf(paths);
    }

    /** The services with those routes made raw; a path that meets no route is refused. */
    List<UpstreamService> applied(YamlMap root, List<UpstreamService> services) {
        for (String path : paths) {
            boolean met =
                    services.stream()
                            .flatMap(service -> service.routes().stream())
                            .anyMatch(route -> covers(path, route.path()));
            if (!met) {
                root.refuse("ENVELOPE_EXEMPT_PATHS names '" + path + "', where no route is");
            }
        }
        return services.stream().map(this::applied).toList();
    }

    private UpstreamService applied(UpstreamService service) {
        List<ServiceRoute> routes = new ArrayList<>();
        for (ServiceRoute route : service.routes()) {
            boolean raw = paths.stream().anyMatch(path -> covers(path, route.path()));
            routes.add(raw ? route.raw() : route);
        }
        return new UpstreamService(service.name(), service.destination(), service.errors(), routes);
    }

    private static boolean covers(String path, String template) {
        if (!path.endsWith(REST)) {
            return path.equals(template);
        }
        String above = path.substring(0, path.length() - REST.length());
        return template.equals(above) || template.startsWith(above + "/");
    }
}
