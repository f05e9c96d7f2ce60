package dev.sentinel.server.management;

import ch.qos.logback.classic.Logger;
import dev.sentinel.web.CallObserver;
import dev.sentinel.web.FinishedCall;
import org.slf4j.LoggerFactory;

/** One wide event for each request. */
public final class AccessLog implements CallObserver {
    private final Logger log;

    public AccessLog() {
        // Logback's own: it takes an event that is made already.
        this((Logger) LoggerFactory.getLogger("sentinel.access"));
    }

    AccessLog(Logger log) {
        this.log = log;
    }

    @Override
    public void finished(FinishedCall call) {
        if (log.isInfoEnabled()) {
            log.callAppenders(new RequestEvent(log, call));
        }
    }
}
