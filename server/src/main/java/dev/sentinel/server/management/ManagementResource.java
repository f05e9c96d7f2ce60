package dev.sentinel.server.management;

import dev.sentinel.trust.Rules;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * {@code GET /health} and {@code GET /metrics} of the whole process. The port is for operators: it
 * is bound to loopback unless told otherwise.
 */
public final class ManagementResource implements Resource {
    private final Metrics metrics;
    private final Map<String, BooleanSupplier> parts;

    /** Asks each part by name whether it is well. */
    public ManagementResource(Metrics metrics, Map<String, BooleanSupplier> parts) {
        this.metrics = metrics;
        this.parts = new LinkedHashMap<>(parts);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/health").access(Rules.open()).to(this::health),
                Route.get("/metrics").access(Rules.open()).to(this::scrape));
    }

    private Response health(Request request) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("status", "ok");
        boolean well = true;
        for (Map.Entry<String, BooleanSupplier> part : parts.entrySet()) {
            boolean good = part.getValue().getAsBoolean();
            well &= good;
            answer.put(part.getKey(), good ? "ok" : "error");
        }
        if (!well) {
            answer.put("status", "error");
        }
        return Response.json(well ? 200 : 503, answer);
    }

    private Response scrape(Request request) {
        return Response.bytes(
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                metrics.scrape().getBytes(StandardCharsets.UTF_8));
    }
}
