package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.forward.ServiceAnswer.Answered;
import dev.sentinel.gateway.forward.http1.Answer;
import dev.sentinel.gateway.forward.http1.CallListener;
import dev.sentinel.gateway.forward.http1.Fault;
import dev.sentinel.gateway.forward.http1.HeadWriter;
import dev.sentinel.gateway.forward.http1.ServiceCall;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.function.Consumer;

/** A GET of the gateway's own: its answer whole, of bounded length, within a time. */
final class Question implements CallListener {
    private static final int LARGEST_ANSWER = 1024 * 1024;

    private final String authority;
    private final String uri;
    private final Duration budget;
    private final Consumer<HeadWriter> headers;
    private final Promise<Answered> promise = Promise.promise();
    private final Buffer body = Buffer.buffer();

    /** Why there is no answer. */
    static final class Unanswered extends Exception {
        private static final long serialVersionUID = 1;
        private final Failure failure;

        Unanswered(Failure failure) {
            super(failure.name(), null, false, false);
            this.failure = failure;
        }

        Failure failure() {
            return failure;
        }
    }

    private Question(String authority, String uri, Duration budget, Consumer<HeadWriter> headers) {
        this.authority = authority;
        this.uri = uri;
        this.budget = budget;
        this.headers = headers;
    }

    /**
     * Asks on the event loop of {@code lane}; fails with {@link Unanswered}.
     *
     * @param headers adds its own to those that every request has
     */
    static Future<Answered> ask(
            Upstream upstream,
            Lane lane,
            String uri,
            Duration budget,
            Consumer<HeadWriter> headers) {
        Question question = new Question(upstream.authority(), uri, budget, headers);
        upstream.open(lane, question);
        return question.promise.future();
    }

    @Override
    public void opened(ServiceCall call) {
        HeadWriter head = call.head();
        head.begin("GET", uri, authority);
        headers.accept(head);
        call.alarm()
                .set(
                        budget.toNanos(),
                        () -> {
                            call.reset();
                            fail(Failure.NOT_AWAITED);
                        });
        call.send(false);
        promise.future().onComplete(_ -> call.reset());
    }

    @Override
    public void answered(Answer answer) {
        answer.onPart(part -> {
            if (body.length() + part.length() > LARGEST_ANSWER) {
                fail(Failure.TOO_LONG);
            } else {
                body.appendBuffer(part);
            }
        });
        answer.onEnd(() -> promise.tryComplete(new Answered(answer.status(), body.getBytes())));
    }

    @Override
    public void failed(Fault fault) {
        fail(Failure.of(fault));
    }

    private void fail(Failure failure) {
        promise.tryFail(new Unanswered(failure));
    }
}
