package dev.sentinel.gateway.registry;

import dev.sentinel.web.Access;
import java.time.Duration;
import java.util.Optional;

/**
 * One public route of a service.
 *
 * @param method one HTTP method; a {@code GET} route also serves {@code HEAD}
 * @param path the public template, such as {@code /v1/cases/{id}} or {@code /api/v1/zen/{rest*}}
 * @param target the service that answers: the route's own, or the one that {@code path_overrides}
 *     names
 * @param websocket whether a GET may become a WebSocket
 * @param maxBody the longest request body, in bytes
 * @param readTimeout how long the upstream may stay silent, before or within its answer
 * @param quota how often it may be called
 */
public record ServiceRoute(
        String method,
        String path,
        Access access,
        String target,
        Mounting mounting,
        EnvelopeRule envelope,
        RouteAudit audit,
        boolean websocket,
        int maxBody,
        Duration readTimeout,
        Optional<RouteQuota> quota) {

    public boolean audited() {
        return audit != RouteAudit.NONE;
    }

    /**
     * Whether it may change something: all but GET, for the route table lets only HEAD ride on it.
     */
    public boolean writes() {
        return !method.equals("GET");
    }

    ServiceRoute raw() {
        return new ServiceRoute(
                method,
                path,
                access,
                target,
                mounting,
                EnvelopeRule.RAW,
                audit,
                websocket,
                maxBody,
                readTimeout,
                quota);
    }
}
