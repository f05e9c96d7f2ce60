package dev.sentinel.gateway.forward;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/** An answer's body on its way to the client: streamed, with its framing made anew. */
final class ResponseBody {
    private static final int NO_CONTENT = 204;
    private static final int RESET_CONTENT = 205;
    private static final int NOT_MODIFIED = 304;

    private final HttpClientResponse from;
    private final HttpServerRequest request;
    private final HttpServerResponse to;
    private final Patience patience;
    private final long announced;
    private long passed;
    private boolean ended;

    ResponseBody(HttpClientResponse from, HttpServerRequest request, Patience patience) {
        this.from = from;
        this.request = request;
        this.to = request.response();
        this.patience = patience;
        this.announced = ResponseHeaders.length(from);
    }

    /** Calls {@code finished} when all has been passed on; never when the service breaks off. */
    void send(Runnable finished) {
        if (isBodiless()) {
            describe();
            // Whatever follows such a head is not a body (RFC 9112 §6.3).
            from.handler(_ -> {});
            from.endHandler(_ -> end(finished));
            return;
        }
        boolean untilClose = announced < 0 && request.version() == HttpVersion.HTTP_1_0;
        if (announced >= 0) {
            to.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(announced));
        } else {
            to.setChunked(true);
        }
        from.handler(this::pass);
        from.endHandler(_ -> {
            end(finished);
            if (untilClose) {
                request.connection().close();
            }
        });
        to.drainHandler(_ -> drained());
    }

    private boolean isBodiless() {
        int status = from.statusCode();
        return request.method().equals(HttpMethod.HEAD)
                || status == NO_CONTENT
                || status == RESET_CONTENT
                || status == NOT_MODIFIED;
    }

    /** HEAD and 304 tell the length of the body they leave out (RFC 9110 §8.6); 204 has none. */
    private void describe() {
        if (from.statusCode() == RESET_CONTENT) {
            to.putHeader(HttpHeaders.CONTENT_LENGTH, "0");
        } else if (from.statusCode() != NO_CONTENT && announced >= 0) {
            to.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(announced));
        }
    }

    private void pass(Buffer chunk) {
        passed += chunk.length();
        patience.progressed();
        if (passed == announced) {
            // Head, body and end leave in one write when the body is small.
            ended = true;
            to.end(chunk);
            return;
        }
        to.write(chunk);
        if (to.writeQueueFull()) {
            patience.suspend();
            from.pause();
        }
    }

    private void drained() {
        patience.resume();
        from.resume();
    }

    private void end(Runnable finished) {
        if (!ended) {
            ended = true;
            to.end();
        }
        finished.run();
    }
}
