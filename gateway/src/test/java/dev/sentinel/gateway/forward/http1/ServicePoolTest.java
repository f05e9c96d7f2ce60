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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServicePoolTest {
    private static final int MANY = 30_000;
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

    // As in production: other transports see the end of a connection later.
    private final Vertx vertx = Vertx.builder().withTransport(Transport.nativeTransport()).build();
    private final Context loop = vertx.getOrCreateContext();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        server.setSoTimeout(10_000);
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Sends a GET and takes the answer. */
    private static class Calling implements CallListener {
        final CompletableFuture<String> body = new CompletableFuture<>();
        private final StringBuilder parts = new StringBuilder();

        @Override
        public void opened(ServiceCall call) {
            call.head().begin("GET", "/", "service.example");
            call.send(false);
        }

        @Override
        public void answered(Answer answer) {
            answer.onPart(part -> parts.append(part.toString(StandardCharsets.US_ASCII)));
            answer.onEnd(() -> body.complete(parts.toString()));
        }

        @Override
        public void failed(Fault fault) {
            body.completeExceptionally(new IllegalStateException(fault.name()));
        }

        String body() throws Exception {
            return body.get(10, TimeUnit.SECONDS);
        }
    }

    /** Takes the answer only when it is told to. */
    private static final class Slow extends Calling {
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private final CompletableFuture<Boolean> rung = new CompletableFuture<>();

        @Override
        public void opened(ServiceCall call) {
            call.alarm().set(Duration.ofSeconds(1).toNanos(), () -> rung.complete(true));
            super.opened(call);
        }

        @Override
        public void answered(Answer begins) {
            super.answered(begins);
            begins.pause();
            answer.complete(begins);
        }
    }

    /** Nobody is there any more when the turn comes. */
    private static final class Left extends Calling {
        @Override
        public void opened(ServiceCall call) {
            call.reset();
        }
    }

    @Test
    void thousandsWhoLeftWhileTheyWaitedHoldUpNobody() throws Exception {
        Calling first = new Calling();
        Calling last = new Calling();
        loop.runOnContext(_ -> {
            ServicePool pool = pool();
            pool.open(first);
            for (int i = 0; i < MANY; i++) {
                pool.open(new Left());
            }
            pool.open(last);
        });
        try (Socket connection = server.accept()) {
            answer(connection);
            answer(connection);

            assertThat(first.body()).isEqualTo("hello");
            assertThat(last.body()).isEqualTo("hello");
        }
    }

    /** What has come whole is not lost when its connection ends before it is taken. */
    @Test
    void wholeAnswerOutlivesItsConnection() throws Exception {
        Slow slow = new Slow();
        Calling next = new Calling();
        loop.runOnContext(_ -> {
            ServicePool pool = pool();
            pool.open(slow);
            pool.open(next);
        });
        try (Socket connection = server.accept()) {
            answer(connection);
            slow.answer.get(10, TimeUnit.SECONDS);
        }
        // The only connection has been seen to end when there is another one.
        try (Socket connection = server.accept()) {
            answer(connection);
            assertThat(next.body()).isEqualTo("hello");
        }
        assertThat(slow.body).isNotDone();
        // Nor is it kept for ever for somebody who never takes it.
        assertThat(slow.rung.get(10, TimeUnit.SECONDS)).isTrue();
        loop.runOnContext(_ -> slow.answer.join().resume());

        assertThat(slow.body()).isEqualTo("hello");
    }

    /** Else each such call would take a connection with it. */
    @Test
    void callThatCannotBeginHasFailedAndItsConnectionIsReplaced() throws Exception {
        Calling broken =
                new Calling() {
                    @Override
                    public void opened(ServiceCall call) {
                        call.head().begin("G T", "/", "service.example");
                    }
                };
        Calling next = new Calling();
        loop.runOnContext(_ -> {
            ServicePool pool = pool();
            pool.open(broken);
            pool.open(next);
        });
        try (Socket first = server.accept();
                Socket second = server.accept()) {
            assertThat(first.getInputStream().read()).isEqualTo(-1);
            answer(second);
        }
        assertThat(next.body()).isEqualTo("hello");
        assertThat(broken.body).isCompletedExceptionally();
    }

    private ServicePool pool() {
        return new ServicePool(
                loop,
                vertx.createNetClient(),
                new Service(
                        "127.0.0.1",
                        server.getLocalPort(),
                        1,
                        MANY + 2,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60)));
    }

    private static void answer(Socket connection) throws IOException {
        connection.setSoTimeout(10_000);
        int ends = 0;
        while (ends < 4) {
            int read = connection.getInputStream().read();
            if (read < 0) {
                throw new EOFException("closed before the request");
            }
            ends = read == '\r' || read == '\n' ? ends + 1 : 0;
        }
        connection.getOutputStream().write(ANSWER.getBytes(StandardCharsets.US_ASCII));
    }
}
