package dev.sentinel.gateway.reload;

import dev.sentinel.trust.Principal;
import dev.sentinel.trust.Role;
import dev.sentinel.web.Access.Verdict;
import dev.sentinel.web.Caller;
import dev.sentinel.web.Route;
import dev.sentinel.web.RouteTable;
import dev.sentinel.web.RouteTable.Match;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What another table of routes changes for whom: one cell for each method, path and kind of caller.
 * Both tables are asked as a request would ask them, so that a rule which appears because another
 * one went away is seen, too.
 */
record AccessDiff(List<Cell> opened, List<Cell> closed) {
    private static final Pattern SCOPE = Pattern.compile("scope\\(([^)]*)\\)");

    /** A segment that no literal of a registry is. */
    private static final String ANY_SEGMENT = "~any";

    AccessDiff {
        opened = List.copyOf(opened);
        closed = List.copyOf(closed);
    }

    /** {@code caller} in the words of rules: {@code role(viewer)}, {@code scope(risk:score)}, … */
    record Cell(String method, String path, String caller) {
        @Override
        public String toString() {
            return method + " " + path + " for " + caller;
        }
    }

    static AccessDiff between(RouteTable before, RouteTable after) {
        Map<String, Optional<Caller>> callers = callers(before, after);
        List<Cell> opened = new ArrayList<>();
        List<Cell> closed = new ArrayList<>();
        for (String place : places(before, after)) {
            String[] parts = place.split(" ", 2);
            callers.forEach((name, caller) -> {
                boolean was = allows(before, parts[0], parts[1], caller);
                boolean is = allows(after, parts[0], parts[1], caller);
                if (was != is) {
                    (is ? opened : closed).add(new Cell(parts[0], parts[1], name));
                }
            });
        }
        return new AccessDiff(opened, closed);
    }

    boolean widens() {
        return !opened.isEmpty();
    }

    boolean isEmpty() {
        return opened.isEmpty() && closed.isEmpty();
    }

    private static Set<String> places(RouteTable before, RouteTable after) {
        Set<String> places = new TreeSet<>();
        for (RouteTable table : List.of(before, after)) {
            table.routes().forEach(route -> places.add(route.method() + " " + route.path()));
        }
        return places;
    }

    private static boolean allows(
            RouteTable table, String method, String path, Optional<Caller> caller) {
        List<String> segments =
                Arrays.stream(path.substring(1).split("/"))
                        .filter(segment -> !segment.isEmpty())
                        .map(segment -> segment.startsWith("{") ? ANY_SEGMENT : segment)
                        .toList();
        return table.match(method, segments) instanceof Match.Found(Route route, _)
                && route.rule().judge(caller, path) instanceof Verdict.Allowed;
    }

    /** Nobody, each role, an agent with each scope that a rule names, a service, and one more. */
    private static Map<String, Optional<Caller>> callers(RouteTable before, RouteTable after) {
        Map<String, Optional<Caller>> callers = new LinkedHashMap<>();
        callers.put("nobody", Optional.empty());
        callers.put("agents without a scope", Optional.of(agent(Set.of())));
        for (Role role : Role.values()) {
            callers.put(
                    "role(" + role.name().toLowerCase(Locale.ROOT) + ")",
                    Optional.of(new Principal.Person("", "", role, Optional.empty())));
        }
        for (RouteTable table : List.of(before, after)) {
            for (Route route : table.routes()) {
                SCOPE.matcher(route.rule().describe())
                        .results()
                        .map((MatchResult match) -> match.group(1))
                        .forEach(scope ->
                                callers.put(
                                        "scope(" + scope + ")", Optional.of(agent(Set.of(scope)))));
            }
        }
        callers.put("services", Optional.of(new Principal.Service("", "", Set.of())));
        return callers;
    }

    private static Principal agent(Set<String> scopes) {
        return new Principal.Agent("", "", scopes, List.of());
    }
}
