package dev.sentinel.web;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs endpoints, so many requests at once at most: each on a virtual thread of its own, unless its
 * endpoint can answer at once. A call goes on until its answer is whole, also when its thread has
 * ended before.
 */
final class Calls {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    private final Vertx vertx;
    private final ExecutorService threads;
    private final Semaphore slots;

    Calls(Vertx vertx, ExecutorService threads, int most) {
        this.vertx = vertx;
        this.threads = threads;
        this.slots = new Semaphore(most);
    }

    /** Answers the exchange with what the endpoint makes of it. */
    void run(Exchange exchange, Endpoint endpoint, byte[] body) {
        if (!slots.tryAcquire()) {
            exchange.fail(Problem.unavailable("too many requests at once: try again"));
            return;
        }
        Context loop = vertx.getOrCreateContext();
        Request request = new Request(exchange, body);
        Optional<Response> atOnce = atOnce(exchange, endpoint, request);
        if (atOnce.isPresent()) {
            deliver(loop, exchange, atOnce.get());
            return;
        }
        try {
            threads.execute(() -> deliver(loop, exchange, answer(exchange, endpoint, request)));
        } catch (RejectedExecutionException _) {
            slots.release();
            exchange.fail(Problem.unavailable("shutting down: try again"));
        }
    }

    /** Whatever an endpoint throws, the request gets an answer. */
    private static Response answer(Exchange exchange, Endpoint endpoint, Request request) {
        try {
            return endpoint.handle(request);
        } catch (Throwable failure) {
            return exchange.refusal(Refusals.of(exchange, failure));
        }
    }

    private static Optional<Response> atOnce(
            Exchange exchange, Endpoint endpoint, Request request) {
        try {
            return endpoint.atOnce(request).map(Calls::notStreamed);
        } catch (Throwable failure) {
            return Optional.of(exchange.refusal(Refusals.of(exchange, failure)));
        }
    }

    /** The event loop would write it itself, and wait for its own client for ever. */
    private static Response notStreamed(Response answer) {
        if (answer.stream().isPresent()) {
            throw new IllegalStateException("what is answered at once must not be streamed");
        }
        return answer;
    }

    /** Else it would leave without its body, and look whole. */
    private static Response whole(Response answer) {
        if (answer.later().isPresent()) {
            throw new IllegalStateException("what is finished later must not be later again");
        }
        if (answer.stream().isPresent()) {
            throw new IllegalStateException("what is finished later must not be streamed");
        }
        return answer;
    }

    private void deliver(Context loop, Exchange exchange, Response answer) {
        if (answer.stream().isPresent()) {
            // The call goes on for as long as its answer is being written.
            StreamedAnswer.send(loop, exchange, answer, answer.stream().get());
            slots.release();
            return;
        }
        CompletionStage<Response> whole =
                answer.later()
                        .map(later -> later.thenApply(Calls::whole))
                        .orElseGet(() -> CompletableFuture.completedStage(answer));
        var _ =
                whole.handle((finished, failure) -> {
                    slots.release();
                    send(
                            loop,
                            exchange,
                            failure == null
                                    ? finished
                                    : exchange.refusal(Refusals.of(exchange, failure)));
                    return true;
                });
    }

    private static void send(Context loop, Exchange exchange, Response answer) {
        try {
            loop.runOnContext(_ -> exchange.send(answer));
        } catch (RejectedExecutionException _) {
            LOG.debug("{} was answered after the close", exchange.requestId());
        }
    }
}
