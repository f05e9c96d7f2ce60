package dev.sentinel.server.management;

import dev.sentinel.web.CallObserver;
import dev.sentinel.web.Caller;
import dev.sentinel.web.FinishedCall;
import dev.sentinel.web.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One wide event for each request. Paths and queries are left out: the route's template says where,
 * and ids in a path may be personal.
 */
public final class AccessLog implements CallObserver {
    private static final Logger LOG = LoggerFactory.getLogger("sentinel.access");

    @Override
    public void finished(FinishedCall call) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        LOG.atInfo()
                .addKeyValue("request_id", call.requestId())
                .addKeyValue("listener", call.listener())
                .addKeyValue("method", call.method())
                .addKeyValue("route", call.route().map(Route::path).orElse("unmatched"))
                .addKeyValue("status", call.status())
                .addKeyValue("duration_us", call.duration().toNanos() / 1_000)
                .addKeyValue("caller", call.caller().map(Caller::id).orElse("-"))
                .log("request");
    }
}
