package dev.sentinel.server.management;

import dev.sentinel.web.CallObserver;
import dev.sentinel.web.FinishedCall;
import dev.sentinel.web.Route;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The process's metrics in Prometheus' text format.
 *
 * <p>{@code http_server_requests_seconds{listener,method,route,status}} counts and times requests;
 * {@code route} is the template, so that ids do not become time series.
 */
public final class Metrics implements CallObserver, AutoCloseable {
    private static final Pattern BESIDE_THE_CONTRACT =
            Pattern.compile("(# (HELP|TYPE) )?agentidp_[a-z_]+_max[ {]");

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();
    private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

    public Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        garbage.bindTo(registry);
    }

    /** Where features register what they measure. */
    public MeterRegistry registry() {
        return registry;
    }

    /**
     * The text that Prometheus reads. Of the agent API the six metrics of its contract alone: the
     * longest of each histogram, which the library adds, would be a seventh, eighth and ninth.
     */
    public String scrape() {
        return registry.scrape()
                .lines()
                .filter(line -> !BESIDE_THE_CONTRACT.matcher(line).lookingAt())
                .collect(Collectors.joining("\n", "", "\n"));
    }

    @Override
    public void finished(FinishedCall call) {
        Series series =
                new Series(
                        call.listener(),
                        call.route().isPresent() ? call.method() : "other",
                        call.route().map(Route::path).orElse("unmatched"),
                        call.status());
        timers.computeIfAbsent(series, this::timer).record(call.duration());
    }

    @Override
    public void close() {
        garbage.close();
        registry.close();
    }

    private Timer timer(Series series) {
        return Timer.builder("http.server.requests")
                .description("requests answered, by route template")
                .tag("listener", series.listener())
                .tag("method", series.method())
                .tag("route", series.route())
                .tag("status", Integer.toString(series.status()))
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofMillis(2_500))
                .register(registry);
    }

    private record Series(String listener, String method, String route, int status) {}
}
