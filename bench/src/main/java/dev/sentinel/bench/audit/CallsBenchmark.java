package dev.sentinel.bench.audit;

import dev.sentinel.base.redis.Redis;
import dev.sentinel.bench.Figure;
import dev.sentinel.bench.process.ProcessTimes;
import dev.sentinel.gateway.credential.BasicCredential;
import dev.sentinel.gateway.credential.CredentialSource;
import dev.sentinel.gateway.forward.AuditedCalls;
import dev.sentinel.gateway.forward.CallLog;
import dev.sentinel.gateway.forward.ForwardedServices;
import dev.sentinel.gateway.forward.StreamWatch;
import dev.sentinel.gateway.registry.RegistryReader;
import dev.sentinel.server.management.AccessLog;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.limit.RateLimiter;
import dev.sentinel.web.FinishedCall;
import dev.sentinel.web.Route;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * What a forwarded call costs beside the event loop that forwarded it: finished calls are told to
 * the gateway's observer and to the access log at a steady pace, and the processor time of each
 * thread that then works on them is read.
 */
final class CallsBenchmark {
    private static final String GROUP = "Calls";
    private static final int A_SECOND = 10_000;
    private static final int AT_ONCE = 20;
    private static final long BETWEEN_NANOS = 1_000_000_000L * AT_ONCE / A_SECOND;
    private static final List<String> THREADS =
            List.of("audited-calls", "audit-recorder", "audit-sequencer", "log-writer");

    private final BenchLog log;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    CallsBenchmark(BenchLog log) {
        this.log = log;
    }

    List<Figure> measure(Duration time) throws IOException {
        Vertx vertx = Vertx.vertx();
        try (AuditedCalls audited = new AuditedCalls(CallLog.of(log.audit.log()));
                ForwardedServices services = services(vertx, audited)) {
            Route route =
                    services.inForce().routes().stream()
                            .filter(each -> each.path().equals("/v1/cases/{caseId}"))
                            .findFirst()
                            .orElseThrow();
            tell(audited, route, time);
            long postgres = ProcessTimes.microsWithChildren(log.postgresPid());
            Map<String, Long> before = nanosByThread();
            long calls = (long) A_SECOND * time.toSeconds();
            long told = tell(audited, route, time);
            Map<String, Long> after = nanosByThread();
            postgres = ProcessTimes.microsWithChildren(log.postgresPid()) - postgres;

            List<Figure> figures = new ArrayList<>();
            figures.add(figure("told, on the loop", told / 1e3 / calls));
            double all = told / 1e3 / calls;
            for (String thread : THREADS) {
                double micros =
                        (after.getOrDefault(thread, 0L) - before.getOrDefault(thread, 0L))
                                / 1e3
                                / calls;
                all += micros;
                figures.add(figure(thread, micros));
            }
            figures.add(figure("together", all));
            figures.add(figure("PostgreSQL", (double) postgres / calls));
            return figures;
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    /** Nanoseconds of processor time that the telling took. */
    private long tell(AuditedCalls audited, Route route, Duration time) {
        AccessLog access = new AccessLog();
        long told = 0;
        long next = System.nanoTime();
        long calls = (long) A_SECOND * time.toSeconds();
        for (int number = 0; number < calls; next += BETWEEN_NANOS) {
            long from = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < AT_ONCE; i++, number++) {
                FinishedCall call = call(route, number);
                access.finished(call);
                audited.finished(call);
            }
            told += threads.getCurrentThreadCpuTime() - from;
            LockSupport.parkNanos(next + BETWEEN_NANOS - System.nanoTime());
        }
        return told;
    }

    private FinishedCall call(Route route, int number) {
        return new FinishedCall(
                "gateway",
                "0198f3a2-6c1e-7aaa-8bbb-%012d".formatted(number),
                "GET",
                "/v1/cases/0198f3a2-6c1e-7ddd-8eee-ffffffffffff",
                Optional.of(route),
                Optional.of(
                        new Principal.Agent(
                                log.agent(number), BenchLog.WORKSPACE, Set.of(), List.of())),
                "192.0.2." + (number & 0xFF),
                Optional.of("sentinel-client/1.0 (java 25)"),
                200,
                Optional.empty(),
                true,
                Instant.now(),
                Duration.ofNanos(1_234_567));
    }

    private Map<String, Long> nanosByThread() {
        Map<String, Long> nanos = new TreeMap<>();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null) {
                nanos.merge(
                        thread.getThreadName(),
                        threads.getThreadCpuTime(thread.getThreadId()),
                        Long::sum);
            }
        }
        return nanos;
    }

    private static ForwardedServices services(Vertx vertx, AuditedCalls audited) {
        Path home = Path.of(System.getProperty("sentinel.home", "."));
        RegistryReader reader = new RegistryReader(_ -> Optional.empty(), "/api/v1", List.of());
        return new ForwardedServices(
                reader.read(home.resolve("config/services.yaml"), Optional.empty()),
                new NoCredentials(),
                vertx,
                1,
                audited,
                StreamWatch.none(),
                new RateLimiter(
                        Redis.open("redis://127.0.0.1:1"),
                        Duration.ofSeconds(1),
                        System::nanoTime));
    }

    private static Figure figure(String name, double micros) {
        return new Figure(GROUP, name, micros, "µs", "a call, at %d/s".formatted(A_SECOND));
    }

    /** Nothing is forwarded here. */
    private record NoCredentials() implements CredentialSource {
        @Override
        public Optional<BasicCredential> read(String name) {
            return Optional.empty();
        }

        @Override
        public String place(String name) {
            return name;
        }
    }
}
