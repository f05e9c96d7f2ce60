package dev.sentinel.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The event loops of the process and the listeners on them. */
public final class WebServer implements AutoCloseable {
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_LINE_BYTES = 8 * 1024;
    private static final Duration DRAIN = Duration.ofSeconds(3);

    private final Vertx vertx;
    private final ExecutorService calls =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("call-", 0).factory());
    private final Clock clock;
    private final List<Listener> listeners = new ArrayList<>();

    private WebServer(Vertx vertx, Clock clock) {
        this.vertx = vertx;
        this.clock = clock;
    }

    /** How many event loops there are: few, for each further one costs a core's caches. */
    public int loops() {
        return Math.max(2, Runtime.getRuntime().availableProcessors());
    }

    /** Starts the event loops. */
    public static WebServer start(Clock clock) {
        VertxOptions options =
                new VertxOptions()
                        .setPreferNativeTransport(true)
                        .setEventLoopPoolSize(
                                Math.max(2, Runtime.getRuntime().availableProcessors()))
                        .setWorkerPoolSize(2)
                        .setInternalBlockingPoolSize(2)
                        .setDisableTCCL(true);
        return new WebServer(Vertx.vertx(options), clock);
    }

    /** The event loops, for the forwarder's client. */
    public Vertx vertx() {
        return vertx;
    }

    /**
     * Opens a port. It accepts only when it returns.
     *
     * @throws IOException when the port is taken; the message names it
     */
    public Listener listen(
            ListenerConfig config,
            RouteTable table,
            Authenticator authenticator,
            CallObserver observer)
            throws IOException {
        Listener listener =
                new Listener(config, vertx, calls, clock, table, authenticator, observer);
        HttpServer server =
                vertx.createHttpServer(options(config))
                        .requestHandler(listener::accept)
                        .exceptionHandler(_ -> {});
        try {
            await(server.listen(config.port(), config.host()), Duration.ofSeconds(10));
        } catch (ExecutionException | TimeoutException failure) {
            throw new IOException(
                    "cannot listen on "
                            + config.host()
                            + ":"
                            + config.port()
                            + " for "
                            + config.name()
                            + ": "
                            + failure.getMessage(),
                    failure);
        }
        listener.bound(server);
        listeners.add(listener);
        return listener;
    }

    /** Stops accepting, lets requests that have begun end within 3 s, closes. */
    @Override
    public void close() {
        listeners.forEach(Listener::drain);
        List<Future<Void>> closings = new ArrayList<>();
        long deadline = System.nanoTime() + DRAIN.toNanos();
        while (listeners.stream().anyMatch(l -> l.running() > 0) && System.nanoTime() < deadline) {
            pause();
        }
        listeners.forEach(listener -> closings.add(listener.close()));
        calls.shutdown();
        try {
            await(Future.join(closings), Duration.ofSeconds(1));
            await(vertx.close(), Duration.ofSeconds(2));
        } catch (ExecutionException | TimeoutException _) {
            // The process is about to end; what did not close in time ends with it.
            calls.shutdownNow();
        }
    }

    private static HttpServerOptions options(ListenerConfig config) {
        return new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setReuseAddress(true)
                .setTcpNoDelay(true)
                .setAcceptBacklog(1_024)
                .setIdleTimeout(Math.toIntExact(config.idleTimeout().toSeconds()))
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                // The clear-text upgrade is the door of h2c smuggling.
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(false)
                .setDecompressionSupported(false)
                .setCompressionSupported(false);
    }

    private static <T> void await(Future<T> future, Duration patience)
            throws ExecutionException, TimeoutException {
        try {
            future.toCompletionStage()
                    .toCompletableFuture()
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
