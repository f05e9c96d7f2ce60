package dev.sentinel.server.cli;

import dev.sentinel.server.RouteMatrix;
import java.util.List;
import java.util.concurrent.Callable;
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
            throw new CommandFailure(
                    "no listener is called "
                            + listener
                            + ": use gateway, identity, risk, management");
        }
        int path = rows.stream().mapToInt(row -> row.path().length()).max().orElse(0);
        int access = rows.stream().mapToInt(row -> row.access().length()).max().orElse(0);
        String format = "%-10s %-6s %-" + path + "s  %-" + access + "s  %s";
        output.line(format.formatted("LISTENER", "METHOD", "PATH", "ACCESS", "DIALECT"));
        for (RouteMatrix.Row row : rows) {
            output.line(
                    format.formatted(
                            row.listener(), row.method(), row.path(), row.access(), row.dialect()));
        }
        output.result(rows);
        return ExitCode.OK;
    }
}
