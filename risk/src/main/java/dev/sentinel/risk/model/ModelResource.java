package dev.sentinel.risk.model;

import dev.sentinel.risk.caller.By;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.Access;
import dev.sentinel.web.JsonBody;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The model registry over HTTP: {@code /v1/models}. Paths are ours: the contract names none (§2).
 */
public final class ModelResource implements Resource {
    private static final int MAX_MODEL = 32 * 1024 * 1024;
    private static final int MAX_VERSION = 80;

    private final Models models;

    public ModelResource(Models models) {
        this.models = models;
    }

    @Override
    public List<Route> routes() {
        Access admin = Rules.anyOf(Rules.role(Role.ADMIN), Rules.scope("risk:admin"));
        return List.of(
                Route.get("/v1/models").access(admin).to(this::list),
                Route.post("/v1/models").access(admin).maxBody(MAX_MODEL).to(this::publish),
                Route.put("/v1/models/active").access(admin).to(this::activate));
    }

    private Response list(Request request) {
        By.of(request);
        Models.Listing listing = models.list();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("versions", listing.versions());
        listing.active().ifPresent(version -> json.put("active", version));
        return Response.json(200, json);
    }

    private Response publish(Request request) {
        try {
            ModelFile file = ModelFile.parse(request.body());
            models.publish(By.of(request), file);
            return Response.json(201, Map.of("version", file.version()));
        } catch (ModelRefused refused) {
            throw refused(String.valueOf(refused.getMessage()));
        }
    }

    private Response activate(Request request) {
        JsonBody body = request.json();
        String version = body.text("version", MAX_VERSION);
        body.refuseUnknown();
        return switch (models.activate(By.of(request), version)) {
            case ActivateOutcome.Activated(var model) ->
                    Response.json(200, Map.of("version", model.version()));
            case ActivateOutcome.NoSuchVersion(var unknown) ->
                    throw Problem.notFound("no_such_model", "there is no model " + unknown);
            case ActivateOutcome.Refused(_, var why) -> throw refused(why);
        };
    }

    private static Problem refused(String why) {
        return Problem.of(Problem.Kind.INVALID_FIELD, "model_refused", why);
    }
}
