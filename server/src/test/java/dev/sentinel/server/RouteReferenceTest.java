package dev.sentinel.server;

import static dev.sentinel.base.testing.ReferencePage.cell;

import dev.sentinel.base.config.Settings;
import dev.sentinel.base.testing.ReferencePage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A difference in this page is a change of who may do what: it wants a security review. */
class RouteReferenceTest {
    private static final String TOP =
            """
            # Routes

            Every endpoint of the platform, by listener, with the rule that a caller must meet. Made from the route
            tables of the program and checked by the build; `./sentinel routes` prints the same for your own service
            registry, `./sentinel explain` says what would become of one request.

            GET also answers HEAD. `{name}` is one segment of a path, `{name*}` all the rest. Where the access names an own
            workspace, another one there is refused. A body longer than the limit is refused before it is read. *Handled* routes are answered by the program, *forwarded* ones by the service
            behind the gateway that `config/services.yaml` names. [Errors](errors.md) shows the dialects.

            The scopes of the agent API are those of the policy in force (`POLICY_DIR`); scope `admin` implies them.
            """;

    @Test
    void thePageListsEveryRouteAndItsRule() throws IOException {
        StringBuilder page = new StringBuilder(TOP);
        byListener()
                .forEach((listener, rows) -> {
                    page.append("\n## ").append(listener).append("\n\n");
                    page.append(
                            "| method | path | access | limit | dialect | body at most | answered |\n");
                    page.append("|---|---|---|---|---|---|---|\n");
                    rows.forEach(row -> page.append(line(row)));
                });

        ReferencePage.of("routes.md").mustSay(page.toString());
    }

    private static Map<String, List<RouteMatrix.Row>> byListener() {
        Settings settings =
                Settings.of(
                        Map.of(
                                "SERVICE_CONFIG_PATH",
                                ReferencePage.checkout()
                                        .resolve("config/services.yaml")
                                        .toString()));
        return RouteMatrix.read(settings).rows().stream()
                .collect(
                        Collectors.groupingBy(
                                RouteMatrix.Row::listener, TreeMap::new, Collectors.toList()));
    }

    private static String line(RouteMatrix.Row row) {
        return "| %s | `%s` | %s | %s | %s | %s | %s |\n"
                .formatted(
                        cell(row.method()),
                        row.path(),
                        cell(access(row)),
                        row.limit().isEmpty() ? "none" : cell(row.limit()),
                        row.dialect(),
                        size(row.maxBody()),
                        row.answered());
    }

    private static String access(RouteMatrix.Row row) {
        return row.workspace().isEmpty()
                ? row.access()
                : row.access() + ", own workspace in `" + row.workspace() + "`";
    }

    private static String size(int bytes) {
        return bytes % (1 << 20) == 0 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
    }
}
