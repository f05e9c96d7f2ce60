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
import java.util.Collections;
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
        int longest = longest(before, after);
        for (String place : places(before, after)) {
            String[] parts = place.split(" ", 2);
            List<List<String>> asked = asked(parts[1], longest);
            callers.forEach((name, caller) -> {
                Cell cell = new Cell(parts[0], parts[1], name);
                boolean opens = false;
                boolean closes = false;
                for (List<String> segments : asked) {
                    boolean was = allows(before, cell, segments, caller);
                    boolean is = allows(after, cell, segments, caller);
                    opens |= is && !was;
                    closes |= was && !is;
                }
                if (opens) {
                    opened.add(cell);
                }
                if (closes) {
                    closed.add(cell);
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

    private static int longest(RouteTable before, RouteTable after) {
        return places(before, after).stream()
                .mapToInt(place -> place.split("/", -1).length)
                .max()
                .orElse(0);
    }

    /**
     * What requests for a place may look like. {@code {rest*}} is of any length, and another
     * template may answer some of them, such as {@code {id}} those of one segment: a rule that is
     * wider only for the others would pass unseen.
     */
    private static List<List<String>> asked(String path, int longest) {
        List<String> segments =
                Arrays.stream(path.substring(1).split("/"))
                        .filter(segment -> !segment.isEmpty() && !segment.endsWith("*}"))
                        .map(segment -> segment.startsWith("{") ? ANY_SEGMENT : segment)
                        .toList();
        if (!path.endsWith("*}")) {
            return List.of(segments);
        }
        List<List<String>> asked = new ArrayList<>();
        for (int more = 0; segments.size() + more <= longest + 1; more++) {
            List<String> longer = new ArrayList<>(segments);
            longer.addAll(Collections.nCopies(more, ANY_SEGMENT));
            asked.add(longer);
        }
        return asked;
    }

    private static boolean allows(
            RouteTable table, Cell cell, List<String> segments, Optional<Caller> caller) {
        return table.match(cell.method(), segments) instanceof Match.Found(Route route, _)
                && route.rule().judge(caller, cell.path()) instanceof Verdict.Allowed;
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
