package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.forward.http1.Answer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Consumer;

/** An answer's body on its way to the client, byte for byte. */
final class ResponseBody {
    private static final int NO_CONTENT = 204;
    private static final int RESET_CONTENT = 205;
    private static final int NOT_MODIFIED = 304;

    private final Answer from;
    private final HttpServerResponse to;
    private final Patience patience;
    private final AnswerStream stream;
    private final long announced;
    private long passed;
    private Future<Void> left = Future.succeededFuture();
    private boolean ended;

    ResponseBody(Answer from, HttpServerRequest request, Patience patience) {
        this.from = from;
        this.to = request.response();
        this.patience = patience;
        this.stream = new AnswerStream(from, request, patience);
        this.announced = ResponseHeaders.length(from);
    }

    /** RFC 9110 §6.4.1: such an answer never has a body, whatever its head says. */
    static boolean isBodiless(HttpMethod method, int status) {
        return method.equals(HttpMethod.HEAD)
                || status == NO_CONTENT
                || status == RESET_CONTENT
                || status == NOT_MODIFIED;
    }

    /**
     * Calls {@code finished} when all has been passed on; never when the service breaks off. {@code
     * seen} is shown what is passed.
     */
    void send(Consumer<Buffer> seen, Consumer<Future<Void>> finished) {
        stream.begin(announced);
        from.onPart(part -> {
            seen.accept(part);
            pass(part);
        });
        from.onEnd(() -> end(finished));
    }

    /** The same for an answer without a body; {@code tellsLength} when its length is still true. */
    void sendHead(boolean tellsLength, Consumer<Future<Void>> finished) {
        int status = from.status();
        // HEAD and 304 tell the length of the body they leave out (RFC 9110 §8.6); 204 has none.
        if (status == RESET_CONTENT) {
            to.putHeader(HttpHeaders.CONTENT_LENGTH, "0");
        } else if (status != NO_CONTENT && announced >= 0 && tellsLength) {
            to.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(announced));
        }
        // Whatever follows such a head is not a body (RFC 9112 §6.3).
        from.onPart(_ -> {});
        from.onEnd(() -> end(finished));
    }

    private void pass(Buffer chunk) {
        passed += chunk.length();
        patience.progressed();
        if (passed == announced) {
            ended = true;
            left = stream.end(chunk);
            return;
        }
        stream.write(chunk);
    }

    private void end(Consumer<Future<Void>> finished) {
        if (!ended) {
            ended = true;
            left = stream.end();
        }
        finished.accept(left);
    }
}
