package dev.sentinel.risk.config;

import dev.sentinel.risk.caller.By;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.Access;
import dev.sentinel.web.JsonBody;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.util.List;
import java.util.regex.Pattern;

/** {@code GET} and {@code PUT /v1/admin/config} (contract §4.2). A put replaces all four values. */
public final class ConfigResource implements Resource {
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private final ThresholdsInForce thresholds;

    public ConfigResource(ThresholdsInForce thresholds) {
        this.thresholds = thresholds;
    }

    @Override
    public List<Route> routes() {
        Access admin = Rules.role(Role.ADMIN);
        return List.of(
                Route.get("/v1/admin/config").access(admin).to(this::get),
                Route.put("/v1/admin/config").access(admin).to(this::put));
    }

    private Response get(Request request) {
        return Response.json(200, thresholds.of(By.of(request).workspace()).fields());
    }

    private Response put(Request request) {
        Thresholds next = read(request.json());
        return Response.json(200, thresholds.replace(By.of(request), next).fields());
    }

    private static Thresholds read(JsonBody body) {
        int block = threshold(body, "block_threshold");
        int hold = threshold(body, "hold_threshold");
        int review = threshold(body, "review_threshold");
        String prompt =
                body.matching(
                        "prompt_version",
                        64,
                        VERSION,
                        "letters, digits, dots, dashes, such as v0.2");
        body.refuseUnknown();
        if (review >= hold) {
            throw body.invalid("review_threshold", "must be below hold_threshold (" + hold + ")");
        }
        if (hold >= block) {
            throw body.invalid("hold_threshold", "must be below block_threshold (" + block + ")");
        }
        return new Thresholds(block, hold, review, prompt);
    }

    private static int threshold(JsonBody body, String field) {
        return Math.toIntExact(body.integer(field, 1, 1000));
    }
}
