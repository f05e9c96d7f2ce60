package dev.sentinel.server.cli;

import dev.sentinel.server.RouteMatrix;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "routes",
        description = "Prints every endpoint with its access rule; nothing needs to run.")
final class RoutesCommand implements Callable<Integer> {
    @Mixin private final Output output = new Output();

    private final Surroundings surroundings;

    @Option(
            names = "--listener",
            paramLabel = "NAME",
            description = "only this one: gateway, identity, risk or management")
    private String listener = "";

    RoutesCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        List<RouteMatrix.Row> rows =
                RouteMatrix.read(surroundings.settings()).rows().stream()
                        .filter(row -> listener.isEmpty() || row.listener().equals(listener))
                        .toList();
        if (rows.isEmpty()) {
            throw noListener(listener);
        }
        String format =
                "%-10s %-6s %-"
                        + widest(rows, RouteMatrix.Row::path)
                        + "s  %-"
                        + widest(rows, RoutesCommand::access)
                        + "s  %-"
                        + widest(rows, RoutesCommand::limit)
                        + "s  %s";
        output.line(format.formatted("LISTENER", "METHOD", "PATH", "ACCESS", "LIMIT", "DIALECT"));
        for (RouteMatrix.Row row : rows) {
            output.line(
                    format.formatted(
                            row.listener(),
                            row.method(),
                            row.path(),
                            access(row),
                            limit(row),
                            row.dialect()));
        }
        output.result(rows);
        return ExitCode.OK;
    }

    static CalledWrongly noListener(String name) {
        return new CalledWrongly(
                "no listener is called " + name + ": use gateway, identity, risk, management");
    }

    private static int widest(List<RouteMatrix.Row> rows, Function<RouteMatrix.Row, String> cell) {
        return rows.stream().mapToInt(row -> cell.apply(row).length()).max().orElse(1);
    }

    private static String access(RouteMatrix.Row row) {
        return row.workspace().isEmpty()
                ? row.access()
                : row.access() + ", own workspace in " + row.workspace();
    }

    private static String limit(RouteMatrix.Row row) {
        return row.limit().isEmpty() ? "none" : row.limit();
    }
}
