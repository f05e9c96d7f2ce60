package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.credential.BasicCredential;
import dev.sentinel.gateway.forward.http1.Answer;
import dev.sentinel.gateway.forward.http1.CallListener;
import dev.sentinel.gateway.forward.http1.Fault;
import dev.sentinel.gateway.forward.http1.HeadWriter;
import dev.sentinel.gateway.forward.http1.ServiceCall;
import dev.sentinel.web.Exchange;
import dev.sentinel.web.Problem;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way to a service and back. Lives on the exchange's event loop and ends exactly
 * once: answered, refused, or given up because the client left. {@link Answering} brings the answer
 * back.
 */
final class Forwarding implements CallListener {
    private static final int NOBODY_WAITS = 499;

    private final Exchange exchange;
    private final HttpServerRequest received;
    private final Forwarder forwarder;
    private final StreamWatch.Credentials credentials;
    private final Upstream upstream;
    private final Patience patience;
    private final SecondTry secondTry;
    private Outbound outbound = Outbound.NOTHING;
    private @Nullable Lane lane;
    private @Nullable BasicCredential shown;
    private boolean over;
    private @Nullable ServiceCall call;
    private @Nullable RequestBody body;
    private @Nullable Answering answering;

    Forwarding(Exchange exchange, Forwarder forwarder, StreamWatch.Credentials credentials) {
        this.exchange = exchange;
        this.received = exchange.raw();
        this.forwarder = forwarder;
        this.credentials = credentials;
        this.upstream = forwarder.upstream();
        this.secondTry = new SecondTry(upstream);
        this.patience =
                new Patience(
                        forwarder.route().readTimeout(),
                        upstream.destination().streams().idle(),
                        this::silent);
    }

    /** What the call rests on. */
    StreamWatch.Credentials credentials() {
        return credentials;
    }

    void begin() {
        try {
            outbound = Outbound.of(exchange, forwarder);
        } catch (Problem notForwarded) {
            refuse(notForwarded);
            return;
        }
        if (outbound.isBodiless()) {
            // Nothing is held back: the end of the request may be seen.
            received.resume();
        }
        if (!upstream.breaker().admits()) {
            refuse(Failure.RESTING);
            return;
        }
        Lane free = upstream.lane();
        if (!free.enter()) {
            refuse(Failure.BUSY);
            return;
        }
        lane = free;
        upstream.retries().called();
        received.response().exceptionHandler(_ -> clientLeft());
        connect(free);
    }

    private void connect(Lane taken) {
        secondTry.began();
        upstream.open(taken, this);
    }

    @Override
    public void opened(ServiceCall opened) {
        if (over) {
            opened.reset();
            return;
        }
        call = opened;
        shown = upstream.credential();
        HeadWriter head = opened.head();
        try {
            head.begin(outbound.method().name(), outbound.uri(), upstream.authority());
            forwarder.requestHeaders().copy(exchange, outbound.nominated(), shown, head::add);
        } catch (IllegalArgumentException unwritable) {
            refuse(Problem.malformed("a header holds a character that headers must not hold"));
            return;
        }
        patience.start(opened.alarm());
        RequestBody sending =
                new RequestBody(
                        received,
                        opened,
                        outbound.announced(),
                        forwarder.route().maxBody(),
                        patience);
        body = sending;
        sending.send(this::refuse);
    }

    @Override
    public void hinted(HttpHeaders hints) {
        if (received.version() != HttpVersion.HTTP_1_0) {
            received.response().writeEarlyHints(ResponseHeaders.hints(hints));
        }
    }

    @Override
    public void answered(Answer answer) {
        secondTry.answered();
        answering =
                new Answering(
                        this, forwarder, exchange, answer, patience, upstream.lane().scratch());
        answering.start();
    }

    /** Before an answer, or in the middle of one. */
    @Override
    public void failed(Fault fault) {
        if (answering == null) {
            failed(Failure.of(fault));
        } else if (fault != Fault.BUSY) {
            cut();
        } else if (isAnswering()) {
            // Its reader was too slow, which is not the service's failure.
            abort();
        } else {
            failed(Failure.BUSY);
        }
    }

    void failed(Failure failure) {
        if (over) {
            return;
        }
        drop();
        if (failure.countsAgainstService() && !isProvoked(failure)) {
            upstream.breaker().failed();
        }
        Lane taken = lane;
        if (taken != null && secondTry.isWorthwhile(failure, outbound)) {
            connect(taken);
            return;
        }
        BasicCredential refused = shown;
        if (refused != null && secondTry.mayAskForCredential(failure)) {
            upstream.replace(refused).onComplete(another -> replaced(another.result(), failure));
            return;
        }
        refuse(failure);
    }

    /**
     * Whether the service has hung up on a client that does not send its body. A few such clients
     * must not open the breaker, which is everybody's.
     */
    private boolean isProvoked(Failure failure) {
        return failure == Failure.CUT && body != null && body.waitsForClient();
    }

    /** A refused call has done nothing, so it may be sent again, if it can be. */
    private void replaced(boolean another, Failure failure) {
        Lane taken = lane;
        if (over) {
            return;
        }
        if (another && outbound.isBodiless() && taken != null) {
            answering = null;
            connect(taken);
            return;
        }
        refuse(failure);
    }

    private void refuse(Failure failure) {
        if (answering == null) {
            FailedCalls.tell(exchange.requestId(), upstream.name(), failure);
        } else {
            FailedCalls.tell(exchange.requestId(), upstream.name(), failure, answering.status());
        }
        refuse(failure.problem(upstream.name(), upstream.breaker().retryAfterSeconds()));
    }

    /** The service, or the client's own body, has been silent for as long as it may. */
    private void silent() {
        if (over) {
            return;
        }
        if (patience.isSuspended()) {
            abort();
            return;
        }
        if (answering != null && answering.isEventStream()) {
            // Nothing to tell is no failure: a few quiet streams must not open the breaker.
            cutFor("the event stream was silent for as long as one may be");
            return;
        }
        if (isAnswering()) {
            cut();
            return;
        }
        if (body != null && body.waitsForClient()) {
            refuse(Problem.malformed("the body did not arrive in time").status(408));
            return;
        }
        failed(Failure.TIMED_OUT);
    }

    /**
     * Refuses in the route's dialect; what is left of the request's body is not waited for long.
     */
    void refuse(Problem problem) {
        if (end()) {
            drop();
            exchange.fail(problem);
        }
    }

    /**
     * As above, in the service's own words: they are for the caller alone, for they may hold what
     * the audit log must not keep.
     */
    void passRefusal(Problem problem) {
        if (end()) {
            drop();
            exchange.fail(problem, upstream.name() + " refused it");
        }
    }

    /** The answer ended as it should. */
    void finished(Future<Void> left) {
        if (end() && !received.isEnded()) {
            drop();
            exchange.leave(left);
        }
    }

    /** The answer broke off: the client must see that, never a well-formed short message. */
    void cut() {
        if (over) {
            return;
        }
        if (!isAnswering()) {
            failed(Failure.CUT);
            return;
        }
        upstream.breaker().failed();
        cutFor("the answer broke off, or went silent, in its middle");
    }

    void cutFor(String cause) {
        if (!over) {
            tell(cause);
            abort();
        }
    }

    private void tell(String cause) {
        FailedCalls.tell(exchange.requestId(), upstream.name(), cause);
    }

    /** Ends the answer in its middle, so that it cannot be taken for a whole one. */
    void abort() {
        abort("UPSTREAM_ERROR");
    }

    /** As above; with {@code code} for the reason where an answer can still say one. */
    void abort(String code) {
        Answering broken = answering;
        if (end()) {
            if (broken != null) {
                broken.lastWords(code);
            }
            drop();
            received.response().reset(Exchange.BROKEN_OFF);
        }
    }

    private void clientLeft() {
        if (end()) {
            drop();
            if (!received.response().headWritten()) {
                received.response().setStatusCode(NOBODY_WAITS);
            }
        }
    }

    boolean isOver() {
        return over;
    }

    private boolean isAnswering() {
        return answering != null && answering.hasBegun();
    }

    /** Closes the connection to the service, unless the exchange on it is complete. */
    private void drop() {
        ServiceCall pending = call;
        if (pending != null) {
            call = null;
            pending.reset();
        }
    }

    private boolean end() {
        if (over) {
            return false;
        }
        over = true;
        patience.stop();
        if (answering != null) {
            answering.ended();
        }
        Lane taken = lane;
        if (taken != null) {
            taken.leave();
        }
        return true;
    }
}
