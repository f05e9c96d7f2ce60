package dev.sentinel.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All routes of one listener, compiled into a trie over path segments.
 *
 * <p>A literal segment beats a {@code {name}}, which beats a {@code {name*}}. Making a table
 * refuses what would be unsafe or ambiguous: a route without an access rule, and two routes for one
 * place.
 */
public final class RouteTable {
    private static final Pattern TEMPLATE =
            Pattern.compile(
                    "(?=/)(/([A-Za-z0-9._~@:!$&'()+,=-]+|\\{[A-Za-z0-9_]+}))*(/\\{[A-Za-z0-9_]+\\*})?/?");

    private final List<Route> routes;
    private final Node root = new Node();

    private RouteTable(List<Route> routes) {
        this.routes = routes;
    }

    /**
     * Compiles the routes of all resources.
     *
     * @throws IllegalStateException that lists every fault
     */
    public static RouteTable of(List<? extends Resource> resources) {
        List<Route> routes = new ArrayList<>();
        resources.forEach(resource -> routes.addAll(resource.routes()));
        RouteTable table = new RouteTable(List.copyOf(routes));
        List<String> faults = new ArrayList<>();
        for (Route route : routes) {
            if (route.access() == null) {
                faults.add(route.method() + " " + route.path() + " has no access rule");
            }
            if (route.workspace().isPresent() && !namesItsWorkspace(route)) {
                faults.add(
                        route.method()
                                + " "
                                + route.path()
                                + " finds no workspace of its caller in "
                                + route.workspace().get().describe());
            }
            if (!TEMPLATE.matcher(route.path()).matches()) {
                faults.add(route.method() + " " + route.path() + " is not a path template");
                continue;
            }
            table.add(route).ifPresent(faults::add);
        }
        if (!faults.isEmpty()) {
            throw new IllegalStateException("routes are refused: " + String.join("; ", faults));
        }
        return table;
    }

    /** A check that could never refuse is worse than none: it looks like one. */
    private static boolean namesItsWorkspace(Route route) {
        boolean hasCaller = route.access() != null && !route.access().isOpen();
        return hasCaller
                && route.workspace()
                        .filter(field ->
                                field.place() == WorkspaceField.Place.QUERY
                                        || route.path().contains("{" + field.name() + "}"))
                        .isPresent();
    }

    /** Every route, by path and method. */
    public List<Route> routes() {
        return routes.stream()
                .sorted(Comparator.comparing(Route::path).thenComparing(Route::method))
                .toList();
    }

    /** What a request meets. */
    public sealed interface Match {
        record Found(Route route, Map<String, String> parameters) implements Match {
            public Found {
                parameters = Map.copyOf(parameters);
            }
        }

        /** The path is known, the method is not; {@code allow} is the Allow header's value. */
        record WrongMethod(String allow, Dialect dialect) implements Match {}

        record Nothing() implements Match {}
    }

    /** Finds the route for a method and decoded path segments. */
    public Match match(String method, List<String> segments) {
        List<String> values = new ArrayList<>(3);
        Node node = find(root, segments, 0, values, method);
        if (node != null) {
            return new Match.Found(node.route(method), named(node.namesFor(method), values));
        }
        List<Route> others = new ArrayList<>();
        collect(root, segments, 0, others);
        if (others.isEmpty()) {
            return new Match.Nothing();
        }
        return new Match.WrongMethod(allow(others), others.getFirst().dialect());
    }

    private static Map<String, String> named(List<String> names, List<String> values) {
        if (names.isEmpty()) {
            return Map.of();
        }
        Map<String, String> parameters = HashMap.newHashMap(names.size());
        for (int i = 0; i < names.size(); i++) {
            parameters.put(names.get(i), values.get(i));
        }
        return parameters;
    }

    private Optional<String> add(Route route) {
        Node node = root;
        String[] parts = route.path().substring(1).split("/", -1);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            if (part.isEmpty() && i == parts.length - 1) {
                continue;
            }
            if (!part.startsWith("{")) {
                node = node.literals.computeIfAbsent(part, _ -> new Node());
                continue;
            }
            boolean rest = part.endsWith("*}");
            String name = part.substring(1, part.length() - (rest ? 2 : 1));
            if (names.contains(name)) {
                return Optional.of(
                        route.method() + " " + route.path() + " names " + name + " twice");
            }
            names.add(name);
            node = rest ? node.restNode() : node.parameterNode();
        }
        Route before = node.methods.putIfAbsent(route.method(), route);
        node.names.put(route.method(), List.copyOf(names));
        return before == null
                ? Optional.empty()
                : Optional.of(route.method() + " " + route.path() + " is there twice");
    }

    private static @Nullable Node find(
            Node node, List<String> segments, int at, List<String> values, String method) {
        if (at == segments.size()) {
            if (node.answers(method)) {
                return node;
            }
            if (node.rest != null && node.rest.answers(method)) {
                values.add("");
                return node.rest;
            }
            return null;
        }
        String segment = segments.get(at);
        Node literal = node.literals.get(segment);
        if (literal != null) {
            Node found = find(literal, segments, at + 1, values, method);
            if (found != null) {
                return found;
            }
        }
        if (node.parameter != null) {
            values.add(segment);
            Node found = find(node.parameter, segments, at + 1, values, method);
            if (found != null) {
                return found;
            }
            values.removeLast();
        }
        if (node.rest != null && node.rest.answers(method)) {
            values.add(String.join("/", segments.subList(at, segments.size())));
            return node.rest;
        }
        return null;
    }

    /** All routes that the path meets, whatever their method. */
    private static void collect(Node node, List<String> segments, int at, List<Route> met) {
        if (at == segments.size()) {
            met.addAll(node.methods.values());
        } else {
            Node literal = node.literals.get(segments.get(at));
            if (literal != null) {
                collect(literal, segments, at + 1, met);
            }
            if (node.parameter != null) {
                collect(node.parameter, segments, at + 1, met);
            }
        }
        if (node.rest != null) {
            met.addAll(node.rest.methods.values());
        }
    }

    private static String allow(List<Route> routes) {
        Set<String> allowed = new TreeSet<>();
        for (Route route : routes) {
            allowed.add(route.method());
            if (route.method().equals("GET")) {
                allowed.add("HEAD");
            }
        }
        return String.join(", ", allowed);
    }

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private final Map<String, Route> methods = new TreeMap<>();
        private final Map<String, List<String>> names = new HashMap<>();
        private @Nullable Node parameter;
        private @Nullable Node rest;

        private Node parameterNode() {
            Node child = parameter;
            if (child == null) {
                child = new Node();
                parameter = child;
            }
            return child;
        }

        private Node restNode() {
            Node child = rest;
            if (child == null) {
                child = new Node();
                rest = child;
            }
            return child;
        }

        private boolean answers(String method) {
            return key(method) != null;
        }

        private @Nullable String key(String method) {
            if (methods.containsKey(method)) {
                return method;
            }
            // HEAD is GET without the body (RFC 9110 section 9.3.2).
            if (method.equals("HEAD") && methods.containsKey("GET")) {
                return "GET";
            }
            return methods.containsKey(Route.ANY) ? Route.ANY : null;
        }

        private Route route(String method) {
            Route route = methods.get(key(method));
            if (route == null) {
                throw new IllegalStateException("matched a node without a route");
            }
            return route;
        }

        private List<String> namesFor(String method) {
            return names.getOrDefault(key(method), List.of());
        }
    }
}
