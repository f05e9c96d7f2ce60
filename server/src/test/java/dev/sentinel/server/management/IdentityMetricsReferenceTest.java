package dev.sentinel.server.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.testing.ReferencePage;
import dev.sentinel.identity.metric.IdentityMetrics;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.FinishedCall;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of identity's metrics, read from a scrape: what is measured is what is written down. */
class IdentityMetricsReferenceTest {
    private static final Pattern LABEL = Pattern.compile("[{,]([a-z_]+)=\"([^\"]*)\"");
    private static final String TOP =
            """
            # Metrics of identity

            The metrics of the agent identity API, by the names that its dashboards read. Each process serves them on its
            management port at `/metrics`, beside those of every listener and of the [audit log](audit-metrics.md). Made
            from a scrape and checked by the build.

            Ids in `route` are written `:id`, so that there is one series for each route and not for each agent. Counters
            start at 0 with each process: use `rate()`.

            | metric | type | labels | what it says | buckets, in seconds |
            |---|---|---|---|---|
            """;

    @Test
    void thePageListsEveryMetricWithItsLabels() throws IOException {
        List<String> lines = scraped().lines().toList();
        StringBuilder page = new StringBuilder(TOP);
        for (String line : lines) {
            if (line.startsWith("# TYPE agentidp_")) {
                String[] words = line.split(" ", -1);
                page.append(row(words[2], words[3], lines));
            }
        }

        assertThat(page.toString().lines().filter(line -> line.startsWith("| `"))).hasSize(6);
        ReferencePage.of("identity-metrics.md").mustSay(page.toString());
    }

    private static String row(String name, String type, List<String> lines) {
        Map<String, TreeSet<String>> labels = new LinkedHashMap<>();
        lines.stream()
                .filter(line -> line.startsWith(name))
                .flatMap(line -> LABEL.matcher(line).results())
                .forEach(label ->
                        labels.computeIfAbsent(label.group(1), _ -> new TreeSet<>())
                                .add(label.group(2)));
        TreeSet<String> buckets = labels.getOrDefault("le", new TreeSet<>());
        labels.remove("le");
        return "| `%s` | %s | %s | %s | %s |\n"
                .formatted(
                        name,
                        type,
                        labels.keySet().stream()
                                .map(label -> "`" + label + "`")
                                .collect(Collectors.joining(", ")),
                        help(name, lines),
                        Arrays.stream(buckets.toArray(String[]::new))
                                .filter(bucket -> !bucket.equals("+Inf"))
                                .map(Double::valueOf)
                                .sorted()
                                .map(IdentityMetricsReferenceTest::number)
                                .collect(Collectors.joining(", ")));
    }

    private static String help(String name, List<String> lines) {
        String start = "# HELP " + name + " ";
        return lines.stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .findFirst()
                .orElse("");
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static String scraped() {
        try (Metrics metrics = new Metrics()) {
            IdentityMetrics identity = new IdentityMetrics(metrics.registry());
            identity.tokenIssued("agents:read");
            identity.agentRegistered("production");
            AgentIdPMetrics calls = new AgentIdPMetrics(metrics.registry());
            calls.finished(call());
            calls.query("select", Duration.ofMillis(2));
            calls.command("evalsha", Duration.ofMillis(1));
            return metrics.scrape();
        }
    }

    private static FinishedCall call() {
        Route route =
                Route.post("/api/v1/agents/{agentId}")
                        .access(Rules.open())
                        .to(_ -> Response.noContent());
        return new FinishedCall(
                "identity",
                "req_1",
                "POST",
                "/api/v1/agents/a1b2",
                Optional.of(route),
                Optional.empty(),
                "127.0.0.1",
                Optional.empty(),
                200,
                Optional.empty(),
                false,
                Instant.EPOCH,
                Duration.ofMillis(3));
    }
}
