package dev.sentinel.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All routes of one listener, compiled into a trie over path segments.
 *
 * <p>A literal segment beats a {@code {name}}, which beats a {@code {name*}}. Making a table
 * refuses what would be unsafe or ambiguous: a route without an access rule, and two routes for one
 * place.
 */
public final class RouteTable {
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
            table.add(route).ifPresent(faults::add);
        }
        if (!faults.isEmpty()) {
            throw new IllegalStateException("routes are refused: " + String.join("; ", faults));
        }
        return table;
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
        Map<String, String> parameters = new LinkedHashMap<>();
        Node node = find(root, segments, 0, parameters, method);
        if (node != null) {
            return new Match.Found(node.route(method), parameters);
        }
        Node other = find(root, segments, 0, parameters, null);
        if (other == null) {
            return new Match.Nothing();
        }
        return new Match.WrongMethod(
                other.allow(), other.methods.values().iterator().next().dialect());
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
            if (rest && i != parts.length - 1) {
                return Optional.of(route.path() + " has segments after " + part);
            }
            names.add(part.substring(1, part.length() - (rest ? 2 : 1)));
            node = rest ? node.restNode() : node.parameterNode();
        }
        Route before = node.methods.putIfAbsent(route.method(), route);
        node.names.put(route.method(), List.copyOf(names));
        return before == null
                ? Optional.empty()
                : Optional.of(route.method() + " " + route.path() + " is there twice");
    }

    private static @Nullable Node find(
            Node node,
            List<String> segments,
            int at,
            Map<String, String> parameters,
            @Nullable String method) {
        List<String> values = new ArrayList<>(3);
        Node found = find(node, segments, at, values, method);
        if (found != null && method != null) {
            List<String> names = found.namesFor(method);
            for (int i = 0; i < names.size(); i++) {
                parameters.put(names.get(i), values.get(i));
            }
        }
        return found;
    }

    private static @Nullable Node find(
            Node node,
            List<String> segments,
            int at,
            List<String> values,
            @Nullable String method) {
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

        private boolean answers(@Nullable String method) {
            return method == null ? !methods.isEmpty() : key(method) != null;
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

        private String allow() {
            List<String> allowed = new ArrayList<>(methods.keySet());
            if (allowed.contains("GET") && !allowed.contains("HEAD")) {
                allowed.add("HEAD");
            }
            return String.join(", ", allowed);
        }
    }
}
