package dev.sentinel.server.management;

import dev.sentinel.web.CallObserver;
import dev.sentinel.web.FinishedCall;
import dev.sentinel.web.Route;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The metrics under the names that dashboards of the agent identity API read: {@code
 * agentidp_http_requests_total} and {@code agentidp_http_request_duration_seconds} with {@code
 * method}, {@code route} (ids as {@code :id}) and {@code status_code}; {@code
 * agentidp_db_query_duration_seconds{operation}}; {@code
 * agentidp_redis_command_duration_seconds{command}}. The tokens and agents are counted by identity.
 */
public final class AgentIdPMetrics implements CallObserver {
    private static final Pattern PARAMETER = Pattern.compile("\\{[^}]*}");
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofMillis(1_000),
        Duration.ofMillis(2_500)
    };
    private static final Duration[] STORE_BUCKETS = {
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofMillis(2_500)
    };

    private final MeterRegistry registry;
    private final Map<Series, Call> calls = new ConcurrentHashMap<>();
    private final Map<String, Timer> queries = new ConcurrentHashMap<>();
    private final Map<String, Timer> commands = new ConcurrentHashMap<>();

    public AgentIdPMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    private record Series(String method, String route, int status) {}

    private record Call(Counter requests, Timer duration) {}

    @Override
    public void finished(FinishedCall call) {
        Series series =
                new Series(
                        call.route().isPresent() ? call.method() : "other",
                        call.route().map(Route::path).orElse("unmatched"),
                        call.status());
        Call meters = calls.computeIfAbsent(series, this::call);
        meters.requests().increment();
        meters.duration().record(call.duration());
    }

    /** A statement of the database took so long. */
    public void query(String operation, Duration time) {
        queries.computeIfAbsent(
                        operation,
                        each ->
                                Timer.builder("agentidp.db.query.duration")
                                        .description("statements of PostgreSQL, by their kind")
                                        .tag("operation", each)
                                        .serviceLevelObjectives(STORE_BUCKETS)
                                        .register(registry))
                .record(time);
    }

    /** A command of Redis took so long. */
    public void command(String name, Duration time) {
        commands.computeIfAbsent(
                        name,
                        each ->
                                Timer.builder("agentidp.redis.command.duration")
                                        .description("commands of Redis")
                                        .tag("command", each)
                                        .serviceLevelObjectives(STORE_BUCKETS)
                                        .register(registry))
                .record(time);
    }

    private Call call(Series series) {
        String route = PARAMETER.matcher(series.route()).replaceAll(":id");
        String status = Integer.toString(series.status());
        return new Call(
                Counter.builder("agentidp.http.requests")
                        .description("requests answered by identity")
                        .tag("method", series.method())
                        .tag("route", route)
                        .tag("status_code", status)
                        .register(registry),
                Timer.builder("agentidp.http.request.duration")
                        .description("time to the answer of identity")
                        .tag("method", series.method())
                        .tag("route", route)
                        .tag("status_code", status)
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry));
    }
}
