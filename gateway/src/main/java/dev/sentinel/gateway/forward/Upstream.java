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
    private final Map<Thread, Lane> lanes = new ConcurrentHashMap<>();
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

    /** The share of the event loop that this is called on. */
    Lane lane() {
        return lanes.computeIfAbsent(Thread.currentThread(), _ -> newLane());
    }

    /** A request on a connection of this event loop's pool; the wait for one is bounded. */
    Future<HttpClientRequest> open(Lane lane, HttpMethod method, String uri) {
        if (closed) {
            return Future.failedFuture("the gateway is closing");
        }
        long connect = service.connectTimeout().toMillis();
        // A full pool does not connect, it waits; one with room must outlast its own connect
        // time-out, or the two ends could not be told apart.
        long wait = service.pool().patience().toMillis();
        long patience = lane.isFull() ? wait : connect + connect / 4 + 1;
        return lane.client()
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
                open(lane(), HttpMethod.GET, service.upstreamPrefix() + service.probe().path())
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

    private Lane newLane() {
        int connections = Math.ceilDiv(service.pool().connections(), loops);
        int waiting = Math.ceilDiv(service.pool().waiting(), loops);
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
                new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(waiting);
        HttpClient client =
                vertx.httpClientBuilder()
                        .with(options)
                        .with(pool)
                        // What goes wrong on a connection ends its call, which tells of it.
                        .withConnectHandler(connection -> connection.exceptionHandler(_ -> {}))
                        .build();
        return new Lane(client, connections, waiting);
    }

    @Override
    public void close() {
        closed = true;
        lanes.values().forEach(lane -> lane.client().close());
    }
}
