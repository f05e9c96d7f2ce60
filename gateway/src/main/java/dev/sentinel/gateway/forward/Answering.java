package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.forward.http1.Answer;
import dev.sentinel.gateway.registry.RouteAudit;
import dev.sentinel.trust.revocation.OpenStreams.End;
import dev.sentinel.web.Exchange;
import dev.sentinel.web.Problem;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.function.Consumer;

/** The way of one answer back to the client, in the shape that its route asks for. */
final class Answering implements WrappedBody.Course {
    private static final int FIRST_ERROR = 400;
    private static final CharSequence UNBUFFERED = HttpHeaders.createOptimized("X-Accel-Buffering");
    private static final CharSequence NO = HttpHeaders.createOptimized("no");

    private final Forwarding forwarding;
    private final Forwarder forwarder;
    private final Exchange exchange;
    private final HttpServerRequest received;
    private final Answer response;
    private final Patience patience;
    private final byte[] scratch;
    private AnswerShape shape = AnswerShape.AS_IS;
    private final EventTail tail = new EventTail();
    private boolean begun;
    private Runnable unwatch = () -> {};

    Answering(
            Forwarding forwarding,
            Forwarder forwarder,
            Exchange exchange,
            Answer response,
            Patience patience,
            byte[] scratch) {
        this.forwarding = forwarding;
        this.forwarder = forwarder;
        this.exchange = exchange;
        this.received = exchange.raw();
        this.response = response;
        this.patience = patience;
        this.scratch = scratch;
    }

    int status() {
        return response.status();
    }

    /** Whether the client has seen a part of the answer. */
    boolean hasBegun() {
        return begun;
    }

    /** Whether it is one that has begun. */
    boolean isEventStream() {
        return begun && shape == AnswerShape.EVENTS;
    }

    void start() {
        int status = response.status();
        forwarder.upstream().breaker().succeeded();
        if (Failure.refusesCredential(status)) {
            forwarding.failed(Failure.CREDENTIAL_REFUSED);
            return;
        }
        patience.progressed();
        if (forwarder.route().audit() == RouteAudit.EXPORT && status < FIRST_ERROR) {
            passOnRecorded();
        } else {
            passOn();
        }
    }

    /** Nothing of an export leaves before the audit log holds durably that it does. */
    private void passOnRecorded() {
        Context loop = forwarder.vertx().getOrCreateContext();
        response.pause();
        patience.suspend();
        Future.fromCompletionStage(
                        forwarder.audit().exporting(exchange.soFar(response.status())), loop)
                .onComplete(recorded -> {
                    if (forwarding.isOver()) {
                        return;
                    }
                    patience.resume();
                    if (recorded.failed()) {
                        forwarding.refuse(AuditedCalls.noRoom());
                        return;
                    }
                    passOn();
                    response.resume();
                });
    }

    private void passOn() {
        int status = response.status();
        shape = AnswerShape.of(forwarder.route().envelope(), received.method(), response);
        switch (shape) {
            case AS_IS -> pass(_ -> {});
            case EVENTS -> events();
            case BODILESS -> bodiless();
            case WRAPPED -> new WrappedBody(response, received, patience, scratch, this).send();
            case REFUSAL -> new RefusalBody(response, patience).read(this::refused);
            case FAILURE ->
                    new RefusalBody(response, patience)
                            .read(_ -> forwarding.failed(Failure.ofStatus(status)));
            case GARBLED -> forwarding.failed(Failure.GARBLED);
        }
    }

    private void pass(Consumer<Buffer> seen) {
        if (begin(false)) {
            new ResponseBody(response, received, patience).send(seen, forwarding::finished);
        }
    }

    private void bodiless() {
        boolean rewritten = AnswerShape.wouldBeRewritten(forwarder.route().envelope(), response);
        if (begin(rewritten)) {
            new ResponseBody(response, received, patience)
                    .sendHead(!rewritten, forwarding::finished);
        }
    }

    /** Lives as long as the credentials that opened it, and may be silent for a while. */
    private void events() {
        Context loop = forwarder.vertx().getOrCreateContext();
        Optional<Runnable> watched;
        try {
            watched =
                    forwarding
                            .credentials()
                            .watch(why -> loop.runOnContext(_ -> forwarding.abort(code(why))));
        } catch (Problem over) {
            forwarding.refuse(over);
            return;
        }
        if (watched.isEmpty()) {
            forwarding.refuse(Problem.unavailable("too many streams are open: try again"));
            return;
        }
        Runnable leave = watched.get();
        long timer =
                forwarder
                        .vertx()
                        .setTimer(
                                forwarder.upstream().destination().streams().lifetime().toMillis(),
                                _ -> forwarding.abort());
        unwatch =
                () -> {
                    leave.run();
                    forwarder.vertx().cancelTimer(timer);
                };
        patience.start(forwarder.upstream().destination().streams().idle());
        received.response().putHeader(UNBUFFERED, NO);
        pass(tail::passed);
    }

    private void refused(Optional<Problem> said) {
        if (forwarding.isOver()) {
            return;
        }
        if (said.isEmpty()) {
            forwarding.failed(Failure.GARBLED);
            return;
        }
        HttpServerResponse sent = received.response();
        if (forwarder.responseHeaders().copy(response, sent, exchange, true)) {
            forwarding.passRefusal(said.get());
        } else {
            sent.headers().clear();
            forwarding.failed(Failure.GARBLED);
        }
    }

    @Override
    public boolean begin() {
        return begin(true);
    }

    @Override
    public void finished(Future<Void> left) {
        forwarding.finished(left);
    }

    @Override
    public void broken() {
        if (begun) {
            forwarding.cutFor("the answer is not JSON, which shows in its middle");
        } else {
            forwarding.failed(Failure.GARBLED);
        }
    }

    private boolean begin(boolean rewritten) {
        HttpServerResponse sent = received.response();
        sent.setStatusCode(response.status());
        if (!forwarder.responseHeaders().copy(response, sent, exchange, rewritten)) {
            sent.headers().clear();
            forwarding.failed(Failure.GARBLED);
            return false;
        }
        begun = true;
        // The service may have answered a request it has not read: its rest has nowhere to go.
        exchange.announceEnd();
        return true;
    }

    /**
     * An event stream can say why it is cut before it is; not in the middle of an event, nor beyond
     * a length that was told, which would make a whole answer of half of one.
     */
    void lastWords(String code) {
        if (isEventStream()
                && tail.mayFollow()
                && ResponseHeaders.length(response) < 0
                && !received.response().closed()) {
            String event = "event: error\ndata: {\"code\":\"" + code + "\"}\n\n";
            var _ = received.response().write(event);
        }
    }

    /** What the next request with the same token would be refused with: the service is well. */
    static String code(End why) {
        return switch (why) {
            case REVOKED -> "INVALID_TOKEN";
            case EXPIRED -> "TOKEN_EXPIRED";
            case UNVERIFIABLE -> "SERVICE_UNAVAILABLE";
        };
    }

    /** The exchange is over: nobody needs to end the stream any more. */
    void ended() {
        unwatch.run();
    }
}
