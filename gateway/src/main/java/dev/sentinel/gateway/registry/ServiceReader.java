package dev.sentinel.gateway.registry;

import dev.sentinel.trust.Role;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.Access;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one entry below {@code services:}. */
final class ServiceReader {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    private static final int MOST_ROUTES = 1_000;

    private final String name;
    private final YamlMap map;
    private final String apiPrefix;
    private final Limits defaults;

    ServiceReader(String name, YamlMap map, String apiPrefix, Limits defaults) {
        this.name = name;
        this.map = map;
        this.apiPrefix = apiPrefix;
        this.defaults = defaults;
    }

    private enum Mount {
        API,
        ROOT
    }

    private enum Mode {
        EXPLICIT,
        WILDCARD
    }

    /** Only {@code raw} is served; the key exists so that a file says what its callers receive. */
    private enum Envelope {
        RAW
    }

    private enum Method {
        GET,
        POST,
        PUT,
        PATCH,
        DELETE
    }

    /** Empty when the entry is so wrong that it has no address; the findings then say why. */
    Optional<UpstreamService> read() {
        if (!NAME.matcher(name).matches()) {
            map.refuse(
                    "a service is named by lower-case letters, digits and '-', not '" + name + "'");
        }
        String url = map.requiredText("base_url", "http://127.0.0.1:8010");
        Optional<URI> base = Origin.parse(url);
        if (base.isEmpty()) {
            // The value may hold a password in its user-info: it is not repeated.
            map.refuse(
                    "base_url",
                    "must be an http(s) URL with a host and without user-info or query");
        }
        Mount mount = map.choice("mount", Mount.class).orElse(Mount.API);
        String prefix = (mount == Mount.API ? apiPrefix : "") + prefix("prefix");
        String upstreamPrefix =
                base.map(ServiceReader::pathOf).orElse("") + prefix("upstream_prefix");
        Mode mode = map.choice("mode", Mode.class).orElse(Mode.EXPLICIT);
        Limits limits = defaults.read(map);
        Optional<String> credential = credential();
        ErrorShape errors = map.choice("errors", ErrorShape.class).orElse(ErrorShape.ENVELOPE);
        if (map.choice("envelope", Envelope.class).isEmpty() && !map.has("envelope")) {
            map.refuse("'envelope' is missing: raw is right");
        }
        List<ServiceRoute> routes = routes(mode, prefix, limits);
        map.refuseUnknown();
        return base.map(uri ->
                new UpstreamService(
                        name,
                        Origin.of(uri),
                        prefix,
                        upstreamPrefix,
                        credential,
                        errors,
                        limits.connectTimeout(),
                        limits.retries(),
                        limits.pool(),
                        limits.breaker(),
                        limits.probe(),
                        routes));
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

    private List<ServiceRoute> routes(Mode mode, String prefix, Limits limits) {
        List<YamlMap> listed = map.list("routes", MOST_ROUTES);
        List<ServiceRoute> routes = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (YamlMap entry : listed) {
            Optional<ServiceRoute> read = route(entry, prefix, limits);
            read.ifPresent(routes::add);
            if (read.isPresent() && !seen.add(read.get().method() + " " + read.get().path())) {
                entry.refuse("this method and path stand here twice");
            }
        }
        if (mode == Mode.EXPLICIT && listed.isEmpty()) {
            map.refuse("service '" + name + "' is explicit and names no route");
        }
        if (mode == Mode.WILDCARD) {
            addWildcards(prefix, limits, seen, routes);
        }
        return routes;
    }

    /**
     * Contract studio §5: without a rule of its own, reading asks for viewer, the rest for analyst.
     */
    private void addWildcards(
            String prefix, Limits limits, Set<String> seen, List<ServiceRoute> routes) {
        if (prefix.isEmpty()) {
            map.refuse("a wildcard service needs a prefix of its own");
            return;
        }
        for (String path : List.of(prefix, prefix + "/{rest*}")) {
            for (Method method : Method.values()) {
                Access access = Rules.role(method == Method.GET ? Role.VIEWER : Role.ANALYST);
                if (seen.add(method + " " + path)) {
                    routes.add(
                            new ServiceRoute(
                                    method.name(),
                                    path,
                                    access,
                                    limits.maxBody(),
                                    limits.readTimeout(),
                                    true));
                }
            }
        }
    }

    private Optional<ServiceRoute> route(YamlMap entry, String prefix, Limits limits) {
        String method = entry.requiredText("method", "GET");
        boolean known = false;
        for (Method each : Method.values()) {
            known |= each.name().equals(method);
        }
        if (!known) {
            entry.refuse("method", "is '" + method + "': GET, POST, PUT, PATCH or DELETE is right");
        }
        String path = entry.requiredText("path", "/v1/cases/{id}");
        if (!PublicPath.isTemplate(path)) {
            entry.refuse("path", "is '" + path + "': a template such as /v1/cases/{id} is right");
        }
        Optional<Access> access = access(entry, method + " " + path);
        Duration timeout = Limits.millis(entry, "timeout_ms", 3_600_000, limits.readTimeout());
        int maxBody =
                (int) entry.number("max_body_bytes", 0, Limits.LARGEST_BODY, limits.maxBody());
        boolean audited = entry.choice("audit", Audit.class).orElse(Audit.CALL) == Audit.CALL;
        entry.refuseUnknown();
        return access.map(
                rule -> new ServiceRoute(method, prefix + path, rule, maxBody, timeout, audited));
    }

    private enum Audit {
        CALL,
        NONE
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
