package dev.sentinel.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One port and its routes. {@link Admission} is the way of each request, which ends observed. */
public final class Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    private final ListenerConfig config;
    private final Clock clock;
    private final RequestIds ids;
    private final Authenticator authenticator;
    private final Calls calls;
    private final CallObserver observer;
    private final ClientCertificates certificates;
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private volatile RouteTable table;
    private volatile boolean closing;

    Listener(
            ListenerConfig config,
            Vertx vertx,
            ExecutorService calls,
            Clock clock,
            RandomGenerator random,
            RouteTable table,
            Authenticator authenticator,
            CallObserver observer) {
        this.config = config;
        this.clock = clock;
        this.ids = new RequestIds(random);
        this.table = table;
        this.authenticator = authenticator;
        this.calls = new Calls(vertx, calls, config.maxConcurrent());
        this.observer = observer;
        this.certificates = new ClientCertificates(config.certificateProxies());
    }

    /** One more event loop takes connections. */
    void bound(HttpServer server) {
        servers.add(server);
    }

    public String name() {
        return config.name();
    }

    /** The port in use, also when any free one was asked for. */
    public int port() {
        return servers.isEmpty() ? config.port() : servers.getFirst().actualPort();
    }

    public RouteTable table() {
        return table;
    }

    /** Puts another table in place; requests that have begun end by the old one. */
    public void replace(RouteTable other) {
        this.table = other;
    }

    /**
     * Shows another certificate to whoever connects from now on. Fails, and goes on as before, when
     * it cannot be used.
     */
    public void renew(ListenerTls tls) {
        HttpServer server = servers.getFirst();
        ServerSSLOptions options =
                WebServer.options(config.certified(Optional.of(tls), config.certificateProxies()))
                        .getSslOptions();
        // Servers of one port share what they show.
        server.updateSSLOptions(options).toCompletionStage().toCompletableFuture().join();
    }

    /** The way of the requests of one event loop, which wait there. */
    Admission admission(Holds holds) {
        return new Admission(holds, authenticator, calls);
    }

    Dialect dialect() {
        return config.dialect();
    }

    /** Who shows which certificate here. */
    ClientCertificates certificates() {
        return certificates;
    }

    EdgePolicy edge() {
        return config.edge();
    }

    /** Whether answers ask clients to go elsewhere. */
    boolean isClosing() {
        return closing;
    }

    /** Stops accepting; ends when what has begun is answered, or when patience is over. */
    Future<Void> close(Duration patience) {
        closing = true;
        List<Future<Void>> closings = new ArrayList<>();
        servers.forEach(server -> closings.add(server.shutdown(patience)));
        return Future.join(closings).mapEmpty();
    }

    /** A request whose head could not be read; the framework closes after the answer. */
    void refuse(HttpServerRequest raw, Peers peers) {
        begin(
                raw,
                peers,
                _ -> {
                    throw MessageCheck.unreadable(raw.decoderResult().cause());
                });
    }

    void accept(HttpServerRequest raw, Peers peers, Admission admission) {
        begin(raw, peers, exchange -> admission.admit(exchange, table));
    }

    private void begin(HttpServerRequest raw, Peers peers, Consumer<Exchange> step) {
        Peer peer = peers.of(raw.connection()).orElse(null);
        if (peer == null || peer.isLast()) {
            // RFC 9112 section 9.6: after the last answer no request is looked at.
            raw.connection().close();
            return;
        }
        String requestId = ids.keepOrMake(raw.getHeader(HttpNames.REQUEST_ID));
        Exchange exchange = new Exchange(this, peer, raw, requestId, clock.instant());
        peer.begin(exchange);
        exchange.watch();
        exchange.attempt(() -> step.accept(exchange));
    }

    void observe(FinishedCall call) {
        try {
            observer.finished(call);
        } catch (RuntimeException bug) {
            LOG.error("observing {} failed", call.requestId(), bug);
        }
    }
}
