package dev.sentinel.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Arrays;
import java.util.function.Consumer;

/** Gathers one request's body into memory, within a limit of bytes. */
final class BodyReader {
    private static final byte[] NOTHING = {};
    private static final int LEAST_ROOM = 512;
    // What a client announces is only a promise: room grows with what arrives.
    private static final int MOST_PROMISED_ROOM = 64 * 1024;

    private final int most;
    private byte[] bytes;
    private int length;
    private boolean refused;

    private BodyReader(int most, long announced) {
        this.most = most;
        this.bytes = new byte[Math.clamp(announced, LEAST_ROOM, MOST_PROMISED_ROOM)];
    }

    /**
     * Reads the body and hands it on, on the event loop.
     *
     * @throws Problem when more is announced than may come; later findings fail the exchange
     */
    static void read(Exchange exchange, int most, Consumer<byte[]> whole) {
        long announced = exchange.bodyLength();
        if (announced == 0) {
            whole.accept(NOTHING);
            return;
        }
        if (announced > most) {
            throw tooLarge(most);
        }
        new BodyReader(most, announced).gather(exchange, whole);
    }

    private void gather(Exchange exchange, Consumer<byte[]> whole) {
        HttpServerRequest raw = exchange.raw();
        exchange.peer()
                .awaitBody(
                        exchange,
                        () ->
                                exchange.fail(
                                        Problem.malformed("the body did not arrive in time")
                                                .status(408)));
        raw.handler(chunk -> {
            if (refused) {
                return;
            }
            if (length + chunk.length() > most) {
                refused = true;
                exchange.fail(tooLarge(most));
                return;
            }
            append(chunk);
        });
        raw.endHandler(_ -> {
            exchange.peer().bodyRead(exchange);
            // What was refused may have ended all the same: its beginning must not be executed.
            if (refused) {
                return;
            }
            whole.accept(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
        });
        // RFC 9110 section 10.1.1: an expectation of an HTTP/1.0 client is not one.
        if (raw.version() != HttpVersion.HTTP_1_0
                && "100-continue".equalsIgnoreCase(raw.getHeader(HttpHeaders.EXPECT))) {
            raw.response().writeContinue();
        }
    }

    private void append(Buffer chunk) {
        int needed = length + chunk.length();
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, Math.min(most, 2 * bytes.length)));
        }
        chunk.getBytes(bytes, length);
        length = needed;
    }

    private static Problem tooLarge(int most) {
        return Problem.of(
                        Problem.Kind.TOO_LARGE,
                        "the body must not be larger than " + most + " bytes")
                .detail("limit", most);
    }
}
