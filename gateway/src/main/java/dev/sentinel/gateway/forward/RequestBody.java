package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.forward.http1.ServiceCall;
import dev.sentinel.web.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/**
 * A request's body on its way to the service: streamed, never held, at the slower one's speed. Its
 * framing is made anew (RFC 9112 §6): the service sees a length or chunks, never both, never a copy
 * of what the client wrote.
 */
final class RequestBody {
    /** The length of a body that comes in chunks. */
    private static final long CHUNKED = -1;

    private static final String CONTENT_LENGTH = "content-length";

    private final HttpServerRequest from;
    private final ServiceCall to;
    private final long announced;
    private final long most;
    private final Patience patience;
    private long passed;
    private boolean ended;
    private boolean waitsForService;

    RequestBody(
            HttpServerRequest from, ServiceCall to, long announced, long most, Patience patience) {
        this.from = from;
        this.to = to;
        this.announced = announced;
        this.most = most;
        this.patience = patience;
    }

    static Problem tooLarge(long most) {
        return Problem.of(
                        Problem.Kind.TOO_LARGE,
                        "the body must not be larger than " + most + " bytes")
                .detail("limit", most);
    }

    /** Whether the silence is the client's: the body has not ended and nothing holds it up. */
    boolean waitsForClient() {
        return !ended && !waitsForService;
    }

    /** {@code refuse} is called, at most once, when the body outgrows its limit. */
    void send(Consumer<Problem> refuse) {
        // Whatever it carries itself, the answer to it carries nothing (RFC 9110 §9.3.2).
        boolean toHead = from.method().equals(HttpMethod.HEAD);
        if (announced == 0) {
            ended = true;
            if (carriesBody(from.method())) {
                to.head().add(CONTENT_LENGTH, "0");
            }
            to.send(toHead);
            return;
        }
        if (announced == CHUNKED) {
            to.head().add("transfer-encoding", "chunked");
        } else {
            to.head().add(CONTENT_LENGTH, Long.toString(announced));
        }
        to.begin(toHead, announced == CHUNKED);
        if (from.getHeader(HttpHeaders.EXPECT) != null) {
            // Answered here and not passed on: the service is there and the body will be read.
            from.response().writeContinue();
        }
        to.onDrain(this::drained);
        from.handler(chunk -> pass(chunk, refuse));
        from.endHandler(_ -> end());
        from.resume();
    }

    private void pass(Buffer chunk, Consumer<Problem> refuse) {
        passed += chunk.length();
        if (passed > most) {
            refuse.accept(tooLarge(most));
            return;
        }
        patience.progressed();
        if (passed == announced) {
            ended = true;
            to.write(chunk);
            to.end();
            return;
        }
        to.write(chunk);
        if (to.isFull()) {
            waitsForService = true;
            from.pause();
        }
    }

    private void drained() {
        if (waitsForService) {
            waitsForService = false;
            patience.progressed();
            from.resume();
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            to.end();
        }
    }

    /** RFC 9110 §8.6: a method that anticipates content says so when there is none. */
    private static boolean carriesBody(HttpMethod method) {
        return method.equals(HttpMethod.POST)
                || method.equals(HttpMethod.PUT)
                || method.equals(HttpMethod.PATCH);
    }
}
