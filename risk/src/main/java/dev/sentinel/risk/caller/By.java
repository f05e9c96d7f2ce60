package dev.sentinel.risk.caller;

import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.trust.Principal;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;

/**
 * Who asks, in which workspace, from where: what every operation needs for scope and for the log.
 */
public record By(String workspace, Actor actor, Origin origin) {

    /** The caller of a request whose route is not open. */
    public static By of(Request request) {
        if (request.caller() instanceof Principal principal) {
            return new By(
                    principal.workspace(),
                    principal.actor(),
                    Origin.of(request.remoteAddress(), request.userAgent(), request.requestId()));
        }
        throw Problem.unauthenticated("a valid Bearer token is required");
    }
}
