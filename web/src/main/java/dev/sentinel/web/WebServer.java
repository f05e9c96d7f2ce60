package dev.sentinel.web;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** The event loops of the process and the listeners on them. */
public final class WebServer implements AutoCloseable {
    static final int MAX_HEADER_BYTES = 16 * 1024;
    static final int MAX_LINE_BYTES = 8 * 1024;
    private static final Duration ARRIVAL = Duration.ofSeconds(10);

    // So much of a body is on its way unread, on each stream and on all of a connection: one that
    // nobody reads for a while must not close the others' windows.
    private static final int STREAM_WINDOW = 64 * 1024 - 1;
    private static final int CONNECTION_WINDOW = Http2Peer.MAX_STREAMS * STREAM_WINDOW;
    private static final Duration DRAIN = Duration.ofSeconds(3);
    // The longest silence of an event stream (contract studio.md 7.5) and some more. The shorter
    // limits on heads and bodies are the peers'.
    private static final Duration STREAM_SILENCE = Duration.ofSeconds(330);

    private final Vertx vertx;
    private final int loops;
    private final ExecutorService calls =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("call-", 0).factory());
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger freePorts = new AtomicInteger();

    private WebServer(Vertx vertx, int loops, Clock clock) {
        this.vertx = vertx;
        this.loops = loops;
        this.clock = clock;
    }

    /** How many event loops there are: few, for each further one costs a core's caches. */
    public int loops() {
        return Math.max(2, Runtime.getRuntime().availableProcessors());
    }

    /** Starts the event loops. */
    public static WebServer start(Clock clock) {
        return start(clock, ARRIVAL);
    }

    /** With another limit for how long a connection may take to say what it speaks. */
    static WebServer start(Clock clock, Duration arrival) {
        int loops = Math.max(2, Runtime.getRuntime().availableProcessors());
        VertxOptions options =
                new VertxOptions()
                        .setEventLoopPoolSize(loops)
                        .setWorkerPoolSize(2)
                        .setInternalBlockingPoolSize(2)
                        .setDisableTCCL(true)
                        .setFileSystemOptions(
                                new FileSystemOptions()
                                        .setFileCachingEnabled(false)
                                        .setClassPathResolvingEnabled(false));
        Vertx vertx =
                Vertx.builder()
                        .with(options)
                        .withTransport(new Arrivals(arrival).transport())
                        .build();
        return new WebServer(vertx, loops, clock);
    }

    /** The event loops, for the forwarder's client. */
    public Vertx vertx() {
        return vertx;
    }

    /**
     * Opens a port on all event loops. It accepts only when it returns.
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
                new Listener(config, vertx, calls, clock, random, table, authenticator, observer);
        // Servers of one negative port share one free port among them.
        int port = config.port() == 0 ? -freePorts.incrementAndGet() : config.port();
        try {
            for (int i = 0; i < loops; i++) {
                // Each deployment has an event loop of its own, in turn.
                await(
                        vertx.deployVerticle(_ -> open(config, port, listener)),
                        Duration.ofSeconds(10));
            }
        } catch (ExecutionException | TimeoutException failure) {
            throw new IOException(
                    "cannot listen on "
                            + config.host()
                            + ":"
                            + config.port()
                            + " for "
                            + config.name()
                            + ": "
                            + inWords(failure),
                    failure);
        }
        listeners.add(listener);
        return listener;
    }

    /** Without the framework's class names: who reads it chose a port. */
    private static String inWords(Exception failure) {
        Throwable cause = failure.getCause();
        String said = cause == null ? failure.getMessage() : cause.getMessage();
        return said == null ? "it took too long" : said;
    }

    /** Stops accepting, lets requests that have begun end within 3 s, closes. */
    @Override
    public void close() {
        try {
            List<Future<Void>> closings = new ArrayList<>();
            listeners.forEach(listener -> closings.add(listener.close(DRAIN)));
            await(Future.join(closings), DRAIN.plusSeconds(1));
            calls.shutdown();
            await(vertx.close(), Duration.ofSeconds(2));
        } catch (ExecutionException | TimeoutException _) {
            // The process is about to end; what did not close in time ends with it.
        } catch (RejectedExecutionException _) {
            // The event loops have ended already: Vert.x runs each step of its close on them, also
            // when a slow caller asks for the next step after the last one.
        } finally {
            calls.shutdownNow();
        }
    }

    private Future<HttpServer> open(ListenerConfig config, int port, Listener listener) {
        Peers peers = new Peers(config, loops);
        Context loop = vertx.getOrCreateContext();
        Holds holds = new Holds(step -> loop.runOnContext(_ -> step.run()));
        Admission admission = listener.admission(holds);
        HttpServer server =
                vertx.createHttpServer(options(config))
                        .connectionHandler(peers::opened)
                        .requestHandler(raw -> listener.accept(raw, peers, admission))
                        .invalidRequestHandler(raw -> listener.refuse(raw, peers))
                        .exceptionHandler(_ -> {});
        vertx.setPeriodic(peers.sweepMillis(), _ -> peers.sweep());
        vertx.setPeriodic(Holds.SWEEP.toMillis(), _ -> holds.sweep());
        return server.listen(port, config.host()).onSuccess(listener::bound);
    }

    static HttpServerOptions options(ListenerConfig config) {
        HttpServerOptions plain = plain();
        return config.tls().map(tls -> tls.on(plain)).orElse(plain);
    }

    private static HttpServerOptions plain() {
        return new HttpServerOptions()
                .setReuseAddress(true)
                .setTcpNoDelay(true)
                .setAcceptBacklog(1_024)
                .setIdleTimeout(Math.toIntExact(STREAM_SILENCE.toSeconds()))
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                // The clear-text upgrade is the door of h2c smuggling.
                .setHttp2ClearTextEnabled(false)
                .setInitialSettings(
                        new Http2Settings()
                                .setMaxConcurrentStreams(Http2Peer.MAX_STREAMS)
                                .setMaxHeaderListSize(MAX_HEADER_BYTES)
                                .setInitialWindowSize(STREAM_WINDOW))
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
                // Streams that clients reset, or make us reset (CVE-2023-44487, CVE-2025-8671).
                .setHttp2RstFloodMaxRstFramePerWindow(200)
                .setHttp2RstFloodWindowDuration(30)
                .setHttp2MaxSmallContinuationFrames(16)
                .setHandle100ContinueAutomatically(false)
                .setDecompressionSupported(false)
                .setCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
    }

    private static <T> void await(Future<T> future, Duration patience)
            throws ExecutionException, TimeoutException {
        try {
            future.toCompletionStage()
                    .toCompletableFuture()
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new TimeoutException("interrupted");
        }
    }
}
