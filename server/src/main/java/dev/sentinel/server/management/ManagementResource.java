package dev.sentinel.server.management;

import dev.sentinel.server.management.Health.Condition;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code GET /health} and {@code GET /metrics} of the whole process. The port is for operators: it
 * is bound to loopback unless told otherwise.
 */
public final class ManagementResource implements Resource {
    private final Metrics metrics;
    private final Health health;

    public ManagementResource(Metrics metrics, Health health) {
        this.metrics = metrics;
        this.health = health;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/health").access(Rules.open()).to(this::health),
                Route.get("/metrics").access(Rules.open()).to(this::scrape));
    }

    private Response health(Request request) {
        Map<String, Condition> parts = health.now();
        // Conditions are declared from good to bad.
        Condition worst =
                parts.values().stream().max(Comparator.naturalOrder()).orElse(Condition.OK);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("status", word(worst));
        parts.forEach((name, condition) -> answer.put(name, word(condition)));
        Map<String, String> why = health.why();
        if (!why.isEmpty()) {
            answer.put("why", why);
        }
        return Response.json(worst == Condition.OK ? 200 : 503, answer);
    }

    private static String word(Condition condition) {
        return condition.name().toLowerCase(Locale.ROOT);
    }

    private Response scrape(Request request) {
        return Response.bytes(
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                metrics.scrape().getBytes(StandardCharsets.UTF_8));
    }
}
