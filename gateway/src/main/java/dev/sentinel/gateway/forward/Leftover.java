package dev.sentinel.gateway.forward;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * The rest of a request that was answered before it was read. It is read and thrown away for a
 * moment, so that the client sees the answer instead of a reset (RFC 9112 §9.6), then the
 * connection is closed: nothing that follows on it can be told from the rest of the body.
 */
final class Leftover {
    private static final long MOST_BYTES = 1 << 20;
    private static final long MOST_MILLIS = 2_000;

    private final HttpServerRequest request;
    private long read;

    private Leftover(HttpServerRequest request) {
        this.request = request;
    }

    static void of(HttpServerRequest request, Patience patience) {
        if (request.isEnded()) {
            return;
        }
        if (!isAnnounced(request)) {
            // Only its end was not looked at yet.
            request.resume();
            return;
        }
        Leftover leftover = new Leftover(request);
        long timer = patience.vertx().setTimer(MOST_MILLIS, _ -> leftover.close());
        request.handler(chunk -> leftover.discard(chunk.length()));
        request.endHandler(_ -> {
            patience.vertx().cancelTimer(timer);
            leftover.close();
        });
        request.resume();
    }

    private static boolean isAnnounced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null
                || (length != null && !length.equals("0"));
    }

    private void discard(int bytes) {
        read += bytes;
        if (read > MOST_BYTES) {
            close();
        }
    }

    private void close() {
        request.connection().close();
    }
}
