package dev.sentinel.server.cli;

import dev.sentinel.gateway.forward.ServedRegistry;
import dev.sentinel.gateway.registry.WriteSwitch;
import dev.sentinel.server.RouteMatrix;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.Role;
import dev.sentinel.web.Access.Verdict;
import dev.sentinel.web.Caller;
import dev.sentinel.web.Problem;
import dev.sentinel.web.RequestTarget;
import dev.sentinel.web.Route;
import dev.sentinel.web.RouteTable;
import dev.sentinel.web.RouteTable.Match;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "explain",
        description = "Says what would become of a request, and by which rule.",
        footer = {
            "",
            "  sentinel explain GET /v1/cases --as analyst",
            "  sentinel explain POST /v1/risk/score --as scope:risk:score",
            "  sentinel explain POST /api/v1/agents --listener identity --as anonymous"
        })
final class ExplainCommand implements Callable<Integer> {
    @Mixin private final Output output = new Output();

    private final Surroundings surroundings;

    @Parameters(index = "0", paramLabel = "METHOD", description = "the HTTP method")
    private String method = "";

    @Parameters(index = "1", paramLabel = "PATH", description = "the path, as it would be sent")
    private String path = "";

    @Option(
            names = "--as",
            paramLabel = "CALLER",
            description =
                    "a role (viewer, analyst, admin, owner), scope:NAME[,NAME], service, or anonymous"
                            + " (the default)")
    private String caller = "anonymous";

    @Option(
            names = "--listener",
            paramLabel = "NAME",
            description = "where the request arrives (default: gateway)")
    private String listener = "gateway";

    ExplainCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        RouteTable table =
                Optional.ofNullable(
                                RouteMatrix.read(surroundings.settings()).tables().get(listener))
                        .orElseThrow(() -> RoutesCommand.noListener(listener));
        Explanation explanation = explain(table, caller(caller));
        output.line(explanation.decision() + ": " + explanation.because());
        output.result(explanation);
        return ExitCode.OK;
    }

    private Explanation explain(RouteTable table, Optional<Caller> who) {
        RequestTarget target;
        try {
            target = RequestTarget.parse(path);
        } catch (Problem refused) {
            return new Explanation("400", "", refused.text());
        }
        return switch (table.match(method.toUpperCase(Locale.ROOT), target.segments())) {
            case Match.Nothing() -> new Explanation("404", "", "no route has this path");
            case Match.WrongMethod(var allow, _) ->
                    new Explanation("405", "", "the path allows " + allow);
            case Match.Found(var route, _) -> judged(route, who, target.path());
        };
    }

    private Explanation judged(Route route, Optional<Caller> who, String asked) {
        String rule = route.method() + " " + route.path() + " asks for " + route.rule().describe();
        return switch (route.rule().judge(who, asked)) {
            case Verdict.Allowed() -> allowed(route, rule);
            case Verdict.WhoAreYou() ->
                    new Explanation("401", route.path(), rule + ", and nobody is signed in");
            case Verdict.Refused(var reason) ->
                    new Explanation("403", route.path(), rule + "; " + reason);
        };
    }

    /** By its rule; the registry may have switched changes off all the same. */
    private static Explanation allowed(Route route, String rule) {
        WriteSwitch off = ServedRegistry.writeDisabled(route);
        if (off.isOff()) {
            return new Explanation("allowed", route.path(), rule);
        }
        // Which workspace the caller would come from is not known here.
        return new Explanation(
                off.everybody() ? "403" : "allowed",
                route.path(),
                rule + "; changes are switched off for " + off.describe() + " (WRITE_DISABLED)");
    }

    private static Optional<Caller> caller(String text) {
        if (text.equals("anonymous")) {
            return Optional.empty();
        }
        if (text.equals("service")) {
            return Optional.of(new Principal.Service("service", "platform", Set.of()));
        }
        if (text.startsWith("scope:")) {
            Set<String> scopes =
                    Arrays.stream(text.substring(6).split(",", -1))
                            .collect(Collectors.toUnmodifiableSet());
            return Optional.of(new Principal.Agent("agent", "workspace", scopes, List.of()));
        }
        return Optional.of(
                Role.ofWord(text)
                        .map(role ->
                                new Principal.Person("person", "workspace", role, Optional.empty()))
                        .orElseThrow(() ->
                                new CalledWrongly(
                                        "'"
                                                + text
                                                + "' is no caller: use a role, scope:NAME,"
                                                + " service or anonymous")));
    }

    /** What would happen: {@code allowed} or the status of the refusal. */
    record Explanation(String decision, String route, String because) {}
}
