package dev.sentinel.gateway.registry;

import dev.sentinel.gateway.registry.UpstreamService.Destination;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads one entry below {@code services:}: first where the service is, then its routes, which may
 * name other services.
 */
final class ServiceReader {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    private static final int MOST_OVERRIDES = 64;

    private final String name;
    private final YamlMap map;
    private final Limits limits;
    private final Optional<URI> base;
    private final String publicPrefix;
    private final String upstreamPrefix;

    ServiceReader(String name, YamlMap map, String apiPrefix, Limits defaults) {
        this.name = name;
        this.map = map;
        this.limits = defaults.read(map);
        if (!NAME.matcher(name).matches()) {
            map.refuse(
                    "a service is named by lower-case letters, digits and '-', not '" + name + "'");
        }
        this.base = Origin.parse(map.requiredText("base_url", "http://127.0.0.1:8010"));
        if (base.isEmpty()) {
            // The value may hold a password in its user-info: it is not repeated.
            map.refuse(
                    "base_url",
                    "must be an http(s) URL with a host, without user-info or query; a port is 1 to"
                            + " 65535");
        }
        Mount mount = map.choice("mount", Mount.class).orElse(Mount.API);
        this.publicPrefix = (mount == Mount.API ? apiPrefix : "") + prefix("prefix");
        this.upstreamPrefix = prefix("upstream_prefix");
    }

    private enum Mount {
        API,
        ROOT
    }

    private enum Mode {
        EXPLICIT,
        WILDCARD
    }

    String publicPrefix() {
        return publicPrefix;
    }

    /** What stands before a path at the service: its base URL's own path, then a prefix. */
    String upstreamPrefix(Optional<String> instead) {
        return base.map(ServiceReader::pathOf).orElse("") + instead.orElse(upstreamPrefix);
    }

    void refuse(String key, String message) {
        map.refuse(key, message);
    }

    /** Empty when the entry is so wrong that it has no address; the findings then say why. */
    Optional<UpstreamService> read(Map<String, ServiceReader> others) {
        Optional<String> credential = credential();
        ClientTls tls = map.map("tls").map(TlsReader::read).orElse(ClientTls.STANDARD);
        ErrorShape errors = map.choice("errors", ErrorShape.class).orElse(ErrorShape.ENVELOPE);
        Mode mode = map.choice("mode", Mode.class).orElse(Mode.EXPLICIT);
        Optional<EnvelopeRule> envelope = map.choice("envelope", EnvelopeRule.class);
        if (envelope.isEmpty() && !map.has("envelope")) {
            map.refuse("'envelope' is missing: wrap or raw is right");
        }
        boolean websocket = map.flag("websocket", false);
        Optional<RouteQuota> quota =
                map.map("quota")
                        .map(entry -> RouteQuota.read(entry, name))
                        .flatMap(RouteQuota::unlessEmpty);
        List<PathOverride> overrides = overrides(others);
        RouteReader routes =
                new RouteReader(
                        name,
                        map,
                        limits,
                        new Mounting(publicPrefix, upstreamPrefix(Optional.empty())),
                        envelope.orElse(EnvelopeRule.RAW),
                        websocket,
                        quota,
                        overrides,
                        others);
        List<ServiceRoute> read = routes.read(mode == Mode.WILDCARD);
        map.refuseUnknown();
        return base.map(uri ->
                new UpstreamService(
                        name,
                        new Destination(
                                Origin.of(uri),
                                new Mounting(publicPrefix, upstreamPrefix(Optional.empty())),
                                credential,
                                tls,
                                limits.connectTimeout(),
                                limits.retries(),
                                limits.pool(),
                                limits.breaker(),
                                limits.probe(),
                                limits.streams()),
                        errors,
                        read));
    }

    private static String pathOf(URI uri) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private String prefix(String key) {
        String prefix = map.text(key).orElse("");
        if (!PublicPath.isPrefix(prefix)) {
            map.refuse(key, "is '" + prefix + "': a path such as /" + name + " is right");
        }
        return prefix;
    }

    private List<PathOverride> overrides(Map<String, ServiceReader> others) {
        List<PathOverride> overrides = new ArrayList<>();
        for (YamlMap entry : map.list("path_overrides", MOST_OVERRIDES)) {
            Optional<PathOverride> read = PathOverride.read(entry);
            read.ifPresent(overrides::add);
            if (read.isPresent() && !others.containsKey(read.get().via())) {
                entry.refuse("via", "names no service: '" + read.get().via() + "'");
            }
        }
        return overrides;
    }

    private Optional<String> credential() {
        Optional<YamlMap> auth = map.map("auth");
        if (auth.isEmpty()) {
            if (!map.has("auth")) {
                map.refuse(
                        "'auth' is missing: auth: { type: basic, credential: "
                                + name
                                + " } or { type: none }");
            }
            return Optional.empty();
        }
        String type = auth.get().requiredText("type", "none");
        Optional<String> credential = auth.get().text("credential");
        boolean basic = type.equals("basic");
        if (!basic && !type.equals("none")) {
            auth.get().refuse("type", "is '" + type + "': basic or none is right");
        }
        if (basic != credential.isPresent()
                || credential.filter(c -> !NAME.matcher(c).matches()).isPresent()) {
            auth.get().refuse("basic needs the name of its credential, none has none");
        }
        auth.get().refuseUnknown();
        return credential;
    }
}
