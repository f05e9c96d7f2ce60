package dev.sentinel.web;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * An answer that leaves while its body is being written. A piece is on the connection before the
 * next one is taken, so little of the body is in memory however long it is.
 */
final class StreamedAnswer extends OutputStream {
    private static final int PIECE = 32 * 1_024;

    // A client that stops reading must not hold a call for ever.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Context loop;
    private final Exchange exchange;
    private final Response answer;
    private final byte[] piece = new byte[PIECE];
    private int length;
    private boolean ends;

    private StreamedAnswer(Context loop, Exchange exchange, Response answer) {
        this.loop = loop;
        this.exchange = exchange;
        this.answer = answer;
    }

    /** Nobody reads any more: nothing to tell anybody. */
    private static final class ClientLeft extends IOException {
        private static final long serialVersionUID = 1L;

        ClientLeft(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Sends the answer; ends when all of it has left, or none of it will any more. */
    static void send(Context loop, Exchange exchange, Response answer, BodyWriter body) {
        StreamedAnswer streamed = new StreamedAnswer(loop, exchange, answer);
        try {
            if (!exchange.isHead()) {
                body.writeTo(streamed);
            }
            streamed.end();
        } catch (ClientLeft _) {
            streamed.later(exchange::cut);
        } catch (Throwable failure) {
            // Before the first piece this is an answer like any other; after it the stream is cut.
            Response refusal = exchange.refusal(Refusals.of(exchange, failure));
            streamed.later(() -> exchange.send(refusal));
        }
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        int taken = 0;
        while (taken < count) {
            if (length == PIECE) {
                sendPiece();
            }
            int now = Math.min(PIECE - length, count - taken);
            System.arraycopy(bytes, offset + taken, piece, length, now);
            length += now;
            taken += now;
        }
    }

    private void end() throws IOException {
        Buffer last = taken();
        await(() -> sendLast(last));
    }

    private void sendPiece() throws IOException {
        Buffer next = taken();
        await(() -> send(next));
    }

    private Future<Void> send(Buffer next) {
        return begin() ? response().write(next) : left();
    }

    private Future<Void> sendLast(Buffer last) {
        if (!begin()) {
            return left();
        }
        Future<Void> ended = exchange.isHead() ? response().end() : response().end(last);
        if (ends) {
            exchange.peer().leave(exchange, ended);
        }
        return ended;
    }

    /** Writes the head before the first piece; false when there is nobody to write to. */
    private boolean begin() {
        HttpServerResponse response = response();
        if (response.ended() || response.closed()) {
            return false;
        }
        if (!response.headWritten()) {
            exchange.writeHead(response, answer);
            if (exchange.raw().version() == HttpVersion.HTTP_1_0) {
                // It knows no chunks: the end of the connection is the end of the body.
                exchange.peer().lastAnswer();
            }
            ends = exchange.announceEnd();
            response.setChunked(true);
        }
        return true;
    }

    private HttpServerResponse response() {
        return exchange.raw().response();
    }

    private static Future<Void> left() {
        return Future.failedFuture(new IOException("the client left"));
    }

    private Buffer taken() {
        Buffer taken = Buffer.buffer(Arrays.copyOf(piece, length));
        length = 0;
        return taken;
    }

    /** Waits for a step on the event loop. */
    private void await(Supplier<Future<Void>> step) throws IOException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        later(() -> {
            try {
                step.get()
                        .onSuccess(_ -> done.complete(null))
                        .onFailure(done::completeExceptionally);
            } catch (RuntimeException failure) {
                done.completeExceptionally(failure);
            }
        });
        try {
            done.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException gone) {
            throw new ClientLeft("the client left", gone);
        } catch (TimeoutException slow) {
            throw new ClientLeft("the client has stopped reading", slow);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new ClientLeft("closing", closing);
        }
    }

    private void later(Runnable step) {
        try {
            loop.runOnContext(_ -> step.run());
        } catch (RejectedExecutionException _) {
            // The loops have ended, and with them every connection.
        }
    }
}
