package dev.sentinel.gateway.forward;

import dev.sentinel.web.Endpoint;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.util.List;
import java.util.Optional;

/**
 * Routes that the gateway answers itself. Their calls are audited as forwarded ones are, so they
 * wait like these while the audit of one more is not certain to find a place.
 */
public final class AuditedResource implements Resource {
    private final Resource resource;
    private final AuditedCalls audit;

    public AuditedResource(Resource resource, AuditedCalls audit) {
        this.resource = resource;
        this.audit = audit;
    }

    @Override
    public List<Route> routes() {
        return resource.routes().stream().map(this::recordable).toList();
    }

    private Route recordable(Route route) {
        if (!AuditedCalls.isAudited(route)) {
            return route;
        }
        return route.endpoint().map(endpoint -> route.answeredBy(waiting(endpoint))).orElse(route);
    }

    private Endpoint waiting(Endpoint endpoint) {
        return Endpoint.atOnce(
                request -> audit.hasRoom() ? endpoint.atOnce(request) : Optional.empty(),
                request -> whenRecordable(endpoint, request));
    }

    private Response whenRecordable(Endpoint endpoint, Request request) {
        if (!audit.awaitRoom(AuditedCalls.ROOM_PATIENCE)) {
            throw AuditedCalls.noRoom();
        }
        return endpoint.handle(request);
    }
}
