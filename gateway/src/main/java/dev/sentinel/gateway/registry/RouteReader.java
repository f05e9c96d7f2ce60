package dev.sentinel.gateway.registry;

import dev.sentinel.gateway.registry.RouteQuota.Per;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.Access;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the routes of one service: those below {@code routes:}, and what wildcard adds. */
final class RouteReader {
    private static final Pattern VERSION = Pattern.compile("v[0-9]{1,3}");
    private static final Pattern LAST_VERSION = Pattern.compile("/v[0-9]{1,3}(?=/|$)");
    private static final int MOST_ROUTES = 1_000;

    private final String service;
    private final YamlMap map;
    private final Limits limits;
    private final Mounting mounting;
    private final EnvelopeRule envelope;
    private final boolean websocket;
    private final Optional<RouteQuota> quota;
    private final List<PathOverride> overrides;
    private final Map<String, ServiceReader> services;
    private final Set<String> seen = new HashSet<>();
    private final List<ServiceRoute> routes = new ArrayList<>();

    RouteReader(
            String service,
            YamlMap map,
            Limits limits,
            Mounting mounting,
            EnvelopeRule envelope,
            boolean websocket,
            Optional<RouteQuota> quota,
            List<PathOverride> overrides,
            Map<String, ServiceReader> services) {
        this.service = service;
        this.map = map;
        this.limits = limits;
        this.mounting = mounting;
        this.envelope = envelope;
        this.websocket = websocket;
        this.quota = quota;
        this.overrides = overrides;
        this.services = services;
    }

    private enum Method {
        GET,
        POST,
        PUT,
        PATCH,
        DELETE
    }

    List<ServiceRoute> read(boolean wildcard) {
        List<YamlMap> listed = map.list("routes", MOST_ROUTES);
        listed.forEach(this::route);
        if (!wildcard && listed.isEmpty()) {
            map.refuse("service '" + service + "' is explicit and names no route");
        }
        if (wildcard) {
            addWildcards();
        }
        return List.copyOf(routes);
    }

    /**
     * Contract studio §5: without a rule of its own, reading asks for viewer, the rest for analyst.
     */
    private void addWildcards() {
        if (mounting.publicPrefix().isEmpty()) {
            map.refuse("a wildcard service needs a prefix of its own");
            return;
        }
        Set<String> paths = new LinkedHashSet<>();
        for (PathOverride override : overrides) {
            paths.add(override.path());
            if (override.below()) {
                paths.add(override.path() + "/{rest*}");
            }
        }
        paths.add("");
        paths.add("/{rest*}");
        for (String path : paths) {
            for (Method method : Method.values()) {
                Access access = Rules.role(method == Method.GET ? Role.VIEWER : Role.ANALYST);
                if (seen.add(method + " " + mounting.publicPrefix() + path)) {
                    routes.add(wildcard(method, path, access));
                }
            }
        }
    }

    private ServiceRoute wildcard(Method method, String path, Access access) {
        return new ServiceRoute(
                method.name(),
                mounting.publicPrefix() + path,
                access,
                target(path),
                mounting(path, mounting),
                envelope,
                RouteAudit.CALL,
                websocket && method == Method.GET,
                limits.maxBody(),
                limits.readTimeout(),
                quota);
    }

    private void route(YamlMap entry) {
        String method = method(entry);
        String path = entry.requiredText("path", "/v1/cases/{id}");
        if (!PublicPath.isTemplate(path)) {
            entry.refuse("path", "is '" + path + "': a template such as /v1/cases/{id} is right");
        }
        Mounting at = mounting(path, versioned(entry));
        Optional<Access> access = access(entry, method + " " + path);
        ServiceRoute route =
                new ServiceRoute(
                        method,
                        at.publicPrefix() + path,
                        access.orElseGet(() -> Rules.role(Role.OWNER)),
                        target(path),
                        at,
                        entry.choice("envelope", EnvelopeRule.class).orElse(envelope),
                        entry.choice("audit", RouteAudit.class).orElse(RouteAudit.CALL),
                        entry.flag("websocket", websocket && method.equals("GET")),
                        (int)
                                entry.number(
                                        "max_body_bytes", 0, Limits.LARGEST_BODY, limits.maxBody()),
                        Limits.millis(entry, "timeout_ms", 3_600_000, limits.readTimeout()),
                        quota(entry, method + " " + at.publicPrefix() + path, access));
        Optional<String> alias = entry.text("also_at");
        entry.refuseUnknown();
        if (route.websocket() && route.writes()) {
            entry.refuse("websocket", "is for GET: no other method becomes a WebSocket");
        }
        add(entry, route);
        alias.ifPresent(prefix -> add(entry, alias(entry, route, prefix, path)));
    }

    private void add(YamlMap entry, ServiceRoute route) {
        if (!seen.add(route.method() + " " + route.path())) {
            entry.refuse("this method and path stand here twice");
            return;
        }
        routes.add(route);
    }

    /** The same route below another public prefix: the same rule, the same path at the service. */
    private static ServiceRoute alias(
            YamlMap entry, ServiceRoute route, String prefix, String path) {
        if (prefix.isEmpty() || !PublicPath.isPrefix(prefix)) {
            entry.refuse("also_at", "is '" + prefix + "': a prefix such as /api/v2 is right");
        }
        return new ServiceRoute(
                route.method(),
                prefix + path,
                route.access(),
                route.target(),
                new Mounting(prefix, route.mounting().upstreamPrefix()),
                route.envelope(),
                route.audit(),
                route.websocket(),
                route.maxBody(),
                route.readTimeout(),
                route.quota());
    }

    /** The route's own, counted apart, or what is left of the service's. */
    private Optional<RouteQuota> quota(YamlMap entry, String route, Optional<Access> access) {
        Optional<YamlMap> own = entry.map("quota");
        if (own.isEmpty()) {
            return quota;
        }
        RouteQuota read = RouteQuota.read(own.get(), service + " " + route);
        boolean known = read.most().keySet().stream().anyMatch(per -> per != Per.ADDRESS);
        if (known && access.filter(Access::isOpen).isPresent()) {
            entry.refuse("quota", "of an open route can only be for each address: nobody is known");
        }
        return RouteQuota.unlessEmpty(read);
    }

    private static String method(YamlMap entry) {
        String method = entry.requiredText("method", "GET");
        for (Method each : Method.values()) {
            if (each.name().equals(method)) {
                return method;
            }
        }
        entry.refuse("method", "is '" + method + "': GET, POST, PUT, PATCH or DELETE is right");
        return method;
    }

    /**
     * {@code version: v2} stands below /api/v2 where the others stand below /api/v1, on both sides.
     */
    private Mounting versioned(YamlMap entry) {
        Optional<String> version = entry.text("version");
        if (version.isEmpty()) {
            return mounting;
        }
        boolean known =
                VERSION.matcher(version.get()).matches()
                        && LAST_VERSION.matcher(mounting.publicPrefix()).find();
        if (!known) {
            entry.refuse("version", "needs the form v2, and a prefix that holds a version");
            return mounting;
        }
        String other = "/" + version.get();
        return new Mounting(
                LAST_VERSION.matcher(mounting.publicPrefix()).replaceFirst(other),
                LAST_VERSION.matcher(mounting.upstreamPrefix()).replaceFirst(other));
    }

    private Optional<PathOverride> override(String path) {
        return overrides.stream().filter(override -> override.covers(path)).findFirst();
    }

    private String target(String path) {
        return override(path).map(PathOverride::via).orElse(service);
    }

    private Mounting mounting(String path, Mounting own) {
        return override(path)
                .flatMap(override ->
                        Optional.ofNullable(services.get(override.via()))
                                .map(other -> other.upstreamPrefix(override.upstreamPrefix())))
                .map(prefix -> new Mounting(own.publicPrefix(), prefix))
                .orElse(own);
    }

    /** {@code access} says any rule; {@code role} is short for {@code access: role(…)}. */
    private static Optional<Access> access(YamlMap entry, String route) {
        Optional<String> rule = entry.text("access");
        Optional<Role> role = entry.choice("role", Role.class);
        if (rule.isPresent() == role.isPresent()) {
            entry.refuse(
                    route
                            + " needs one access rule: role: analyst, or access: with open, signed-in,"
                            + " role(analyst), scope(risk:score), or several joined by 'or'");
            return Optional.empty();
        }
        if (role.isPresent()) {
            return Optional.of(Rules.role(role.get()));
        }
        try {
            return rule.map(Rules::parse);
        } catch (IllegalArgumentException unknown) {
            entry.refuse("access", String.valueOf(unknown.getMessage()));
            return Optional.empty();
        }
    }
}
