package dev.sentinel.gateway.registry;

import com.fasterxml.jackson.core.JsonPointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/**
 * Reads {@code services.yaml} (contract studio §6), with a stage's file over it, into a {@link
 * ServiceRegistry}, or refuses it.
 */
public final class RegistryReader {
    private static final int MOST_SERVICES = 64;
    private static final int MOST_SOURCES = 32;

    private final Function<String, Optional<String>> environment;
    private final String apiPrefix;
    private final ExemptPaths exempt;

    /**
     * {@code environment} answers {@code ${NAME:default}}; {@code apiPrefix} is where services with
     * {@code mount: api} stand, such as {@code /api/v1}; {@code exempt} are paths whose answers
     * stay out of the envelope, whatever the file says.
     */
    public RegistryReader(
            Function<String, Optional<String>> environment, String apiPrefix, List<String> exempt) {
        this.environment = environment;
        this.apiPrefix = apiPrefix;
        this.exempt = new ExemptPaths(exempt);
    }

    /** Throws {@link RegistryRefused} with every finding when anything is wrong with the files. */
    public ServiceRegistry read(Path file, Optional<Path> stage) {
        YamlFile yaml = new YamlFile(file.toString(), environment);
        Optional<MappingNode> merged =
                text(yaml, file).flatMap(text -> yaml.parse(text, file.toString()));
        if (stage.isPresent()) {
            Optional<MappingNode> over =
                    text(yaml, stage.get())
                            .flatMap(text -> yaml.parse(text, stage.get().toString()));
            merged = merged.flatMap(base -> over.map(top -> Overlay.of(base, top)));
        }
        return registry(yaml, merged);
    }

    ServiceRegistry read(String name, String text) {
        YamlFile yaml = new YamlFile(name, environment);
        return registry(yaml, yaml.parse(text, name));
    }

    private static Optional<String> text(YamlFile yaml, Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException _) {
            yaml.refuse(
                    new Place(file.toString(), 0),
                    Files.exists(file) ? "cannot be read" : "is not there");
            return Optional.empty();
        }
    }

    private ServiceRegistry registry(YamlFile yaml, Optional<MappingNode> root) {
        ServiceRegistry registry =
                root.map(node -> registry(new YamlMap(yaml, node)))
                        .orElseGet(ServiceRegistry::empty);
        if (!yaml.findings().isEmpty()) {
            throw new RegistryRefused(yaml.findings());
        }
        return registry;
    }

    private ServiceRegistry registry(YamlMap root) {
        if (!root.text("version").equals(Optional.of("1"))) {
            root.refuse("version", "must be 1");
        }
        Limits defaults =
                root.map("defaults").map(Limits.SHIPPED::overriddenBy).orElse(Limits.SHIPPED);
        List<UpstreamService> services = services(root, defaults);
        ServiceRegistry registry =
                new ServiceRegistry(
                        exempt.applied(root, services),
                        dashboard(root, services),
                        writeSwitch(root),
                        root.flag("allow_widening", false));
        root.refuseUnknown();
        return registry;
    }

    private List<UpstreamService> services(YamlMap root, Limits defaults) {
        Map<String, YamlMap> named = root.named("services");
        if (named.size() > MOST_SERVICES) {
            root.refuse("services", "must be at most " + MOST_SERVICES);
        }
        Map<String, ServiceReader> readers = new LinkedHashMap<>();
        named.forEach((name, map) ->
                readers.put(name, new ServiceReader(name, map, apiPrefix, defaults)));
        refuseSharedPrefixes(readers);
        List<UpstreamService> services = new ArrayList<>();
        readers.values().forEach(reader -> reader.read(readers).ifPresent(services::add));
        return services;
    }

    /** Two services under one prefix: the second's routes could shadow the first's rules. */
    private static void refuseSharedPrefixes(Map<String, ServiceReader> readers) {
        Map<String, String> owners = new LinkedHashMap<>();
        readers.forEach((name, reader) -> {
            String owner = owners.putIfAbsent(reader.publicPrefix(), name);
            if (owner != null) {
                reader.refuse(
                        "prefix",
                        "stands under '"
                                + reader.publicPrefix()
                                + "' as service '"
                                + owner
                                + "' does: each needs its own");
            }
        });
    }

    private static List<DashboardSource> dashboard(YamlMap root, List<UpstreamService> services) {
        Set<String> names = Set.copyOf(services.stream().map(UpstreamService::name).toList());
        List<DashboardSource> sources = new ArrayList<>();
        for (YamlMap entry : root.list("dashboard", MOST_SOURCES)) {
            String service = entry.requiredText("service", "nexus");
            if (!names.contains(service)) {
                entry.refuse("service", "names no service: '" + service + "'");
            }
            String path = entry.requiredText("path", "/api/v1/nexus/analytics/summary");
            if (!PublicPath.isLiteral(path)) {
                entry.refuse("path", "must be a public path, without parameters");
            } else if (names.contains(service) && !isRead(path, services)) {
                entry.refuse("path", "is '" + path + "', where no GET route of a service is");
            }
            Map<String, JsonPointer> fields = new LinkedHashMap<>();
            entry.texts("fields")
                    .forEach((field, pointer) -> {
                        try {
                            fields.put(field, JsonPointer.compile(pointer));
                        } catch (IllegalArgumentException wrong) {
                            entry.refuse(
                                    "fields",
                                    "needs JSON pointers such as /total, not '" + pointer + "'");
                        }
                    });
            entry.refuseUnknown();
            sources.add(new DashboardSource(service, path, fields));
        }
        return sources;
    }

    private static boolean isRead(String path, List<UpstreamService> services) {
        return services.stream()
                .flatMap(service -> service.routes().stream())
                .filter(route -> route.method().equals("GET"))
                .anyMatch(route -> PublicPath.meets(path, route.path()));
    }

    private static WriteSwitch writeSwitch(YamlMap root) {
        try {
            return WriteSwitch.parse(root.text("write_disabled").orElse("false"));
        } catch (IllegalArgumentException wrong) {
            root.refuse("write_disabled", String.valueOf(wrong.getMessage()));
            return new WriteSwitch(true, Set.of());
        }
    }
}
