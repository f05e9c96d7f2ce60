package dev.sentinel.gateway.forward.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.gateway.forward.http1.ServicePool.Service;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A pool of one connection to a service made of raw sockets; the test tells the time. */
final class TestPool implements AutoCloseable {
    static final int MANY = 30_000;
    static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

    private final AtomicLong now = new AtomicLong();
    // As in production: other transports see the end of a connection later.
    private final Vertx vertx = Vertx.builder().withTransport(Transport.nativeTransport()).build();
    private final Context loop = vertx.getOrCreateContext();
    private final ServerSocket server;
    private final ServicePool pool;

    /** {@code patience} is how long a call waits for another to end. */
    TestPool(Duration patience) throws IOException {
        server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        server.setSoTimeout(10_000);
        pool =
                new ServicePool(
                        loop,
                        vertx.createNetClient(),
                        new Service(
                                "127.0.0.1",
                                server.getLocalPort(),
                                1,
                                MANY + 2,
                                Duration.ofSeconds(10),
                                patience),
                        now::get);
    }

    void passes(Duration time) {
        now.addAndGet(time.toNanos());
    }

    /** Opens these calls, one behind the other; they have begun, or wait, when this returns. */
    void open(CallListener... calls) throws Exception {
        onLoop(() -> openNow(calls));
    }

    /** As above, on the event loop. */
    void openNow(CallListener... calls) {
        for (CallListener call : calls) {
            pool.open(call);
        }
    }

    /** Runs this, on the event loop, after what the loop is at. */
    void onLoop(Runnable task) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.runOnContext(_ -> {
            try {
                task.run();
                done.complete(null);
            } catch (Throwable failure) {
                done.completeExceptionally(failure);
            }
        });
        done.get(10, TimeUnit.SECONDS);
    }

    /** Until the loop has gone round, and is at the end of what it was at. */
    void settle() throws Exception {
        for (int i = 0; i < 3; i++) {
            onLoop(() -> {});
        }
    }

    /**
     * Until the connection of this call has read what makes it no good for another: the kernel may
     * take its time to hand that over.
     */
    void awaitUnusable(ServiceCall call) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        AtomicBoolean active = new AtomicBoolean(true);
        while (active.get()) {
            assertThat(System.nanoTime() - until).as("it was not read").isNegative();
            onLoop(() -> active.set(call.connection().isActive()));
        }
    }

    Socket accept() throws IOException {
        Socket connection = server.accept();
        connection.setSoTimeout(10_000);
        return connection;
    }

    /** Reads the head of a request. */
    static void readHead(Socket connection) throws IOException {
        int ends = 0;
        while (ends < 4) {
            int read = connection.getInputStream().read();
            if (read < 0) {
                throw new EOFException("closed before the request");
            }
            ends = read == '\r' || read == '\n' ? ends + 1 : 0;
        }
    }

    /** Reads the head of a request and says this, in one piece. */
    static void answer(Socket connection, String text) throws IOException {
        readHead(connection);
        say(connection, text);
    }

    static void say(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
