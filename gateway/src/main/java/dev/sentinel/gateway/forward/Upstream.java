package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.credential.BasicCredential;
import dev.sentinel.gateway.credential.RotatingCredential;
import dev.sentinel.gateway.forward.ServiceAnswer.Answered;
import dev.sentinel.gateway.forward.http1.CallListener;
import dev.sentinel.gateway.forward.http1.Fault;
import dev.sentinel.gateway.forward.http1.ServicePool;
import dev.sentinel.gateway.registry.ClientTls;
import dev.sentinel.gateway.registry.UpstreamService.Destination;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one service, bounded, with the breaker in front of them. Each event loop has a
 * pool of its own: a call is received, forwarded and answered on one thread.
 */
final class Upstream implements AutoCloseable {
    private static final int MAX_HEADER_BYTES = 32 * 1024;

    private final String name;
    private final String authority;
    private final Destination destination;
    private final Optional<RotatingCredential> credential;
    private final Vertx vertx;
    private final int loops;
    private final LongSupplier nanoTime;
    private final CircuitBreaker breaker;
    private final RetryBudget retries = new RetryBudget();
    private final Map<Thread, Lane> lanes = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Upstream(
            String name,
            Destination destination,
            Optional<RotatingCredential> credential,
            Vertx vertx,
            int loops,
            LongSupplier nanoTime) {
        this.name = name;
        this.destination = destination;
        this.authority = destination.origin().authority();
        this.credential = credential;
        this.vertx = vertx;
        this.loops = loops;
        this.nanoTime = nanoTime;
        this.breaker =
                new CircuitBreaker(
                        name,
                        destination.breaker().failures(),
                        destination.breaker().open(),
                        nanoTime);
    }

    String name() {
        return name;
    }

    /** What {@code Host} says. */
    String authority() {
        return authority;
    }

    Destination destination() {
        return destination;
    }

    CircuitBreaker breaker() {
        return breaker;
    }

    RetryBudget retries() {
        return retries;
    }

    /** What is presented instead of the caller's credentials; null when there is none. */
    @Nullable BasicCredential credential() {
        return credential.isPresent() ? credential.get().current() : null;
    }

    /** Whether it can be called at all: it may ask for a credential that is not there. */
    boolean lacksCredential() {
        return credential.isPresent() && credential.get().current() == null;
    }

    /** Looks for another credential than the one that was refused; false when there is none. */
    Future<Boolean> replace(BasicCredential refused) {
        Context loop = vertx.getOrCreateContext();
        Promise<Boolean> another = Promise.promise();
        // The source may be far away: an event loop cannot wait for it.
        Thread.ofVirtual()
                .name("credential")
                .start(() -> {
                    boolean found = false;
                    try {
                        found = credential.isPresent() && credential.get().replace(refused);
                    } finally {
                        boolean told = found;
                        loop.runOnContext(_ -> another.complete(told));
                    }
                });
        return another.future();
    }

    /** Reads the credential when it is time to. Takes a while: not for event loops. */
    void refreshCredential() {
        if (credential.isPresent() && credential.get().isDue()) {
            credential.get().refresh(this::isAccepted);
        }
    }

    private boolean isAccepted(BasicCredential candidate) {
        try {
            int status = probe(candidate).toCompletableFuture().join();
            return !Failure.refusesCredential(status);
        } catch (CompletionException unknown) {
            return false;
        }
    }

    /** The share of the event loop that this is called on. */
    Lane lane() {
        return lanes.computeIfAbsent(Thread.currentThread(), _ -> newLane());
    }

    /** Opens a call on a connection of this event loop's; the wait for one is bounded. */
    void open(Lane lane, CallListener listener) {
        if (closed) {
            listener.failed(Fault.UNREACHABLE);
        } else {
            lane.pool().open(listener);
        }
    }

    /** A request on a connection that becomes something else. */
    Future<HttpClientRequest> openTunnel(Lane lane, String uri) {
        long connect = destination.connectTimeout().toMillis();
        if (closed) {
            return Future.failedFuture("the gateway is closing");
        }
        return lane.tunnelClient()
                .request(
                        new RequestOptions()
                                .setMethod(HttpMethod.GET)
                                .setURI(uri)
                                .setConnectTimeout(connect + connect / 4 + 1)
                                .setFollowRedirects(false));
    }

    /** The status of the service's own health path; fails when there is no answer in time. */
    CompletionStage<Integer> probe() {
        return probe(credential());
    }

    private CompletionStage<Integer> probe(@Nullable BasicCredential shown) {
        Promise<Integer> status = Promise.promise();
        String uri = destination.mounting().upstreamPrefix() + destination.probe().path();
        try {
            vertx.runOnContext(_ ->
                    Question.ask(
                                    this,
                                    lane(),
                                    uri,
                                    destination.probe().timeout(),
                                    head -> {
                                        if (shown != null) {
                                            head.add("Authorization", shown.header().expose());
                                        }
                                    })
                            .map(Answered::status)
                            .onComplete(status));
        } catch (RejectedExecutionException closing) {
            // The event loops have ended while a check was about to begin.
            status.tryFail(closing);
        }
        return status.future()
                .timeout(destination.probe().timeout().toMillis(), TimeUnit.MILLISECONDS)
                .toCompletionStage();
    }

    private Lane newLane() {
        int websockets = share(destination.pool().websockets());
        Context loop = vertx.getOrCreateContext();
        ServicePool.Service service =
                new ServicePool.Service(
                        destination.origin().host(),
                        destination.origin().port(),
                        share(destination.pool().connections()),
                        share(destination.pool().waiting()),
                        destination.connectTimeout(),
                        destination.pool().patience());
        return new Lane(
                loop,
                new ServicePool(loop, vertx.createNetClient(network()), service, nanoTime),
                () -> tunnels(websockets),
                service.connections() + service.waiting(),
                websockets);
    }

    private int share(int ofAll) {
        return Math.ceilDiv(ofAll, loops);
    }

    private HttpClient tunnels(int most) {
        HttpClientOptions options =
                secured(new HttpClientOptions())
                        .setDefaultHost(destination.origin().host())
                        .setDefaultPort(destination.origin().port())
                        .setProtocolVersion(HttpVersion.HTTP_1_1)
                        .setMaxHeaderSize(MAX_HEADER_BYTES)
                        .setDecompressionSupported(false);
        return vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setHttp1MaxSize(most).setMaxWaitQueueSize(0))
                // What goes wrong on a connection ends its call, which tells of it.
                .withConnectHandler(connection -> connection.exceptionHandler(_ -> {}))
                .build();
    }

    private NetClientOptions network() {
        return secured(new NetClientOptions())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setSslHandshakeTimeout(destination.connectTimeout().toMillis())
                .setHostnameVerificationAlgorithm("HTTPS");
    }

    private <T extends ClientOptionsBase> T secured(T options) {
        options.setSsl(destination.origin().tls())
                .setConnectTimeout((int) destination.connectTimeout().toMillis())
                .setTcpNoDelay(true);
        ClientTls tls = destination.tls();
        tls.authorities()
                .ifPresent(pem ->
                        options.setTrustOptions(
                                new PemTrustOptions().addCertValue(Buffer.buffer(pem))));
        tls.certificate()
                .ifPresent(pem ->
                        options.setKeyCertOptions(
                                new PemKeyCertOptions()
                                        .addCertValue(Buffer.buffer(pem))
                                        .addKeyValue(
                                                Buffer.buffer(tls.key().orElseThrow().expose()))));
        return options;
    }

    /** Another registry is in force: what has begun ends as it would have, then all closes. */
    void retire() {
        lanes.values().forEach(Lane::retire);
    }

    @Override
    public void close() {
        closed = true;
        lanes.values().forEach(Lane::close);
    }
}
