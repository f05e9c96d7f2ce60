package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.credential.CredentialSource;
import dev.sentinel.gateway.credential.RotatingCredential;
import dev.sentinel.gateway.forward.Forwarder.Surroundings;
import dev.sentinel.gateway.registry.ServiceRegistry;
import dev.sentinel.gateway.registry.UpstreamService;
import dev.sentinel.trust.limit.RateLimiter;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services of the registry in force, and the connections behind them. Another registry takes
 * over whole: services that it leaves as they are keep their connections, those that it changes or
 * takes away keep theirs until the last call on them has ended.
 */
public final class ForwardedServices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ForwardedServices.class);
    private static final long RETIRE_MILLIS = 5_000;
    private static final Duration CREDENTIALS = Duration.ofSeconds(1);
    private static final long CREDENTIAL_SECONDS = 3;

    private final CredentialSource credentials;
    private final Vertx vertx;
    private final int loops;
    private final Surroundings around;
    private final Set<String> toldMissing = ConcurrentHashMap.newKeySet();
    private final Thread refreshing =
            Thread.ofVirtual().name("credentials").unstarted(this::keepCredentials);
    private volatile ServedRegistry inForce;

    /** {@code loops} event loops share a service's pool evenly. */
    public ForwardedServices(
            ServiceRegistry registry,
            CredentialSource credentials,
            Vertx vertx,
            int loops,
            AuditedCalls audit,
            StreamWatch watch,
            RateLimiter limiter) {
        this.credentials = credentials;
        this.vertx = vertx;
        this.loops = loops;
        this.around =
                new Surroundings(
                        vertx,
                        audit,
                        watch,
                        limiter,
                        new TraceContext(() -> ThreadLocalRandom.current().nextLong()));
        this.inForce = served(registry, Map.of());
    }

    /** The routes and connections of the registry in force. */
    public ServedRegistry inForce() {
        return inForce;
    }

    /** Reads the credentials, and again from time to time. Takes a while: not for event loops. */
    public void start() {
        makeReady(inForce);
        refreshing.start();
    }

    /**
     * What another registry would serve; nothing changes before {@link #put}. Takes a while: not
     * for event loops.
     */
    public ServedRegistry prepare(ServiceRegistry registry) {
        ServedRegistry prepared = served(registry, inForce.upstreams());
        makeReady(prepared);
        return prepared;
    }

    private void makeReady(ServedRegistry registry) {
        if (registry.registry().countsCalls()) {
            around.limiter().connect();
        }
        refreshCredentials(registry);
    }

    /** All at once, and not for long: whoever keeps them may be away. */
    private static void refreshCredentials(ServedRegistry registry) {
        List<CompletableFuture<Void>> reading =
                registry.upstreams().values().stream()
                        .map(upstream ->
                                CompletableFuture.runAsync(
                                        upstream::refreshCredential, Thread::startVirtualThread))
                        .toList();
        CompletableFuture.allOf(reading.toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, CREDENTIAL_SECONDS, TimeUnit.SECONDS)
                .exceptionally(_ -> null)
                .join();
    }

    private void keepCredentials() {
        try {
            while (true) {
                Thread.sleep(CREDENTIALS);
                refreshCredentials(inForce);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Puts what was prepared in force; what has begun ends on the connections it has. */
    public void put(ServedRegistry prepared) {
        ServedRegistry before = inForce;
        inForce = prepared;
        before.upstreams().values().stream()
                .filter(upstream -> !prepared.upstreams().containsValue(upstream))
                // A request that has found its route just now still comes.
                .forEach(old -> vertx.setTimer(RETIRE_MILLIS, _ -> old.retire()));
    }

    private ServedRegistry served(ServiceRegistry registry, Map<String, Upstream> before) {
        Map<String, Upstream> upstreams = new LinkedHashMap<>();
        for (UpstreamService service : registry.services()) {
            Upstream known = before.get(service.name());
            boolean same = known != null && known.destination().equals(service.destination());
            upstreams.put(service.name(), same ? known : upstream(service));
        }
        return new ServedRegistry(registry, upstreams, around);
    }

    private Upstream upstream(UpstreamService service) {
        return new Upstream(
                service.name(),
                service.destination(),
                service.destination()
                        .credential()
                        .map(name ->
                                new RotatingCredential(
                                        credentials, name, System::nanoTime, this::missing)),
                vertx,
                loops,
                System::nanoTime);
    }

    /** Once, however many services it is for. */
    private void missing(String credential) {
        if (toldMissing.add(credential)) {
            LOG.warn(
                    "credential '{}' is missing, its services answer 503: set {}",
                    credential,
                    credentials.place(credential));
        }
    }

    /** The names of all services, in the order of the registry. */
    public List<String> names() {
        return List.copyOf(inForce.upstreams().keySet());
    }

    /**
     * Asks a service's own health path; fails when it cannot be reached. The answer's status,
     * within the probe's time limit.
     */
    public CompletionStage<Integer> probe(String name) {
        Upstream upstream = inForce.upstreams().get(name);
        if (upstream == null) {
            return CompletableFuture.failedStage(
                    new IllegalArgumentException("no service is called " + name));
        }
        return upstream.probe();
    }

    /** Whether calls have failed so often that the service is given a rest. */
    public boolean isResting(String name) {
        Upstream upstream = inForce.upstreams().get(name);
        return upstream != null && upstream.breaker().isOpen();
    }

    /** Whether the credential that the service asks for is not there. */
    public boolean lacksCredential(String name) {
        Upstream upstream = inForce.upstreams().get(name);
        return upstream != null && upstream.lacksCredential();
    }

    @Override
    public void close() {
        refreshing.interrupt();
        inForce.upstreams().values().forEach(Upstream::close);
    }
}
