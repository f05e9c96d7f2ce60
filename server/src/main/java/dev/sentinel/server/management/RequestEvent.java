package dev.sentinel.server.management;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
import dev.sentinel.web.Caller;
import dev.sentinel.web.FinishedCall;
import dev.sentinel.web.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/**
 * The event of a finished call, which any appender takes as it takes others. It keeps the call
 * itself: what its line says is worked out by whoever writes the line, not by the event loop.
 */
final class RequestEvent implements ILoggingEvent {
    static final String MESSAGE = "request";

    private final Logger logger;
    private final FinishedCall call;
    private final String thread = Thread.currentThread().getName();
    private final long at = System.currentTimeMillis();

    RequestEvent(Logger logger, FinishedCall call) {
        this.logger = logger;
        this.call = call;
    }

    /** Takes the fields of a line, in their order. */
    @FunctionalInterface
    interface Fields {
        void add(String name, String value);
    }

    /**
     * Paths and queries are left out: the route's template says where, and ids in a path may be
     * personal.
     */
    void fields(Fields fields) {
        fields.add("request_id", call.requestId());
        fields.add("listener", call.listener());
        fields.add("method", call.method());
        fields.add("route", call.route().map(Route::path).orElse("unmatched"));
        fields.add("status", Integer.toString(call.status()));
        fields.add("duration_us", Long.toString(call.duration().toNanos() / 1_000));
        fields.add("caller", call.caller().map(Caller::id).orElse("-"));
    }

    @Override
    public List<KeyValuePair> getKeyValuePairs() {
        List<KeyValuePair> pairs = new ArrayList<>();
        fields((name, value) -> pairs.add(new KeyValuePair(name, value)));
        return pairs;
    }

    @Override
    public String getThreadName() {
        return thread;
    }

    @Override
    public Level getLevel() {
        return Level.INFO;
    }

    @Override
    public String getMessage() {
        return MESSAGE;
    }

    @Override
    public String getFormattedMessage() {
        return MESSAGE;
    }

    @Override
    public String getLoggerName() {
        return logger.getName();
    }

    @Override
    public LoggerContextVO getLoggerContextVO() {
        return logger.getLoggerContext().getLoggerContextRemoteView();
    }

    @Override
    public long getTimeStamp() {
        return at;
    }

    @Override
    public int getNanoseconds() {
        return 0;
    }

    @Override
    public long getSequenceNumber() {
        return 0;
    }

    @Override
    public Object @Nullable [] getArgumentArray() {
        return null;
    }

    @Override
    public @Nullable IThrowableProxy getThrowableProxy() {
        return null;
    }

    @Override
    public @Nullable List<Marker> getMarkerList() {
        return null;
    }

    @Override
    public Map<String, String> getMDCPropertyMap() {
        return Map.of();
    }

    /** Its older name. */
    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester")
    public Map<String, String> getMdc() {
        return Map.of();
    }

    @Override
    public StackTraceElement[] getCallerData() {
        return new StackTraceElement[0];
    }

    @Override
    public boolean hasCallerData() {
        return false;
    }

    /** Nothing of a finished call changes any more. */
    @Override
    public void prepareForDeferredProcessing() {}
}
