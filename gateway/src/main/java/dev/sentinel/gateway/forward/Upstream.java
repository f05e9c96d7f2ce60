package dev.sentinel.gateway.forward;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.gateway.registry.UpstreamService;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The connections to one service, bounded, with the breaker in front of them. Each event loop has a
 * pool of its own: a call is received, forwarded and answered on one thread.
 */
final class Upstream implements AutoCloseable {
    private static final int MAX_HEADER_BYTES = 32 * 1024;
    private static final int KEEP_ALIVE_SECONDS = 15;

    private final UpstreamService service;
    private final Optional<Secret> authorization;
    private final Vertx vertx;
    private final int loops;
    private final CircuitBreaker breaker;
    private final RetryBudget retries = new RetryBudget();
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<Thread, HttpClient> clients = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Upstream(
            UpstreamService service,
            Optional<Secret> authorization,
            Vertx vertx,
            int loops,
            LongSupplier nanoTime) {
        this.service = service;
        this.authorization = authorization;
        this.vertx = vertx;
        this.loops = loops;
        this.breaker =
                new CircuitBreaker(
                        service.breaker().failures(), service.breaker().open(), nanoTime);
    }

    UpstreamService service() {
        return service;
    }

    CircuitBreaker breaker() {
        return breaker;
    }

    RetryBudget retries() {
        return retries;
    }

    /** What stands in Authorization instead of the caller's own. */
    Optional<Secret> authorization() {
        return authorization;
    }

    /**
     * Takes a place among the calls to the service; false when all, and those to wait, are taken.
     */
    boolean enter() {
        if (calls.incrementAndGet() <= service.pool().connections() + service.pool().waiting()) {
            return true;
        }
        calls.decrementAndGet();
        return false;
    }

    void leave() {
        calls.decrementAndGet();
    }

    /** Whether a call would have to wait for another to end. */
    boolean isFull() {
        return calls.get() > service.pool().connections();
    }

    /** A request on a connection of this event loop's pool; the wait for one is bounded. */
    Future<HttpClientRequest> open(HttpMethod method, String uri) {
        if (closed) {
            return Future.failedFuture("the gateway is closing");
        }
        long connect = service.connectTimeout().toMillis();
        // A full pool does not connect, it waits; an empty one must outlast its own connect
        // timeout,
        // or the two ends could not be told apart.
        long patience = isFull() ? service.pool().patience().toMillis() : connect + connect / 4 + 1;
        return clients.computeIfAbsent(Thread.currentThread(), _ -> client())
                .request(
                        new RequestOptions()
                                .setMethod(method)
                                .setURI(uri)
                                .setConnectTimeout(patience)
                                .setFollowRedirects(false));
    }

    /** The status of the service's own health path; fails when there is no answer in time. */
    CompletionStage<Integer> probe() {
        Promise<Integer> status = Promise.promise();
        vertx.runOnContext(_ ->
                open(HttpMethod.GET, service.upstreamPrefix() + service.probe().path())
                        .compose(this::healthOf)
                        .onComplete(status));
        return status.future()
                .timeout(service.probe().timeout().toMillis(), TimeUnit.MILLISECONDS)
                .toCompletionStage();
    }

    private Future<Integer> healthOf(HttpClientRequest request) {
        authorization.ifPresent(
                secret -> request.putHeader(HttpHeaders.AUTHORIZATION, secret.expose()));
        request.idleTimeout(service.probe().timeout().toMillis());
        return request.send().compose(response -> response.end().map(_ -> response.statusCode()));
    }

    private HttpClient client() {
        HttpClientOptions options =
                new HttpClientOptions()
                        .setDefaultHost(service.origin().host())
                        .setDefaultPort(service.origin().port())
                        .setSsl(service.origin().tls())
                        .setProtocolVersion(HttpVersion.HTTP_1_1)
                        .setConnectTimeout((int) service.connectTimeout().toMillis())
                        .setMaxHeaderSize(MAX_HEADER_BYTES)
                        .setTcpNoDelay(true)
                        .setPipelining(false)
                        .setDecompressionSupported(false)
                        // Shorter than any server's: a POST must not meet a connection just closed.
                        .setKeepAliveTimeout(KEEP_ALIVE_SECONDS);
        PoolOptions pool =
                new PoolOptions()
                        .setHttp1MaxSize(Math.ceilDiv(service.pool().connections(), loops))
                        .setMaxWaitQueueSize(service.pool().waiting());
        return vertx.httpClientBuilder()
                .with(options)
                .with(pool)
                // What goes wrong on a connection ends its call, which tells of it.
                .withConnectHandler(connection -> connection.exceptionHandler(_ -> {}))
                .build();
    }

    @Override
    public void close() {
        closed = true;
        clients.values().forEach(HttpClient::close);
    }
}
