package dev.sentinel.gateway.forward;

import dev.sentinel.gateway.credential.BasicCredential;
import dev.sentinel.gateway.forward.http1.Alarm;
import dev.sentinel.web.Exchange;
import dev.sentinel.web.Problem;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket: the handshake as a call like any other, then bytes both ways, each at the speed of
 * its slower end. Not one byte of the client's goes to the service before that has agreed (RFC 9931
 * §4): what comes earlier could be another request in disguise.
 */
final class Tunnel {
    private static final int REFUSED = 400;
    private static final int FAILED = 500;
    private static final List<String> AGREED =
            List.of(Handshake.ACCEPT, "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions");

    private final Exchange exchange;
    private final HttpServerRequest received;
    private final Forwarder forwarder;
    private final StreamWatch.Credentials credentials;
    private final Upstream upstream;
    private final Context loop;
    private final Patience patience;
    private final Alarm alarm;
    private final SecondTry secondTry;
    private final Frames fromService = new Frames();
    private Outbound outbound = Outbound.NOTHING;
    private @Nullable Lane lane;
    private @Nullable BasicCredential shown;
    private @Nullable HttpClientRequest call;
    private @Nullable NetSocket client;
    private @Nullable NetSocket service;
    private Runnable unwatch = () -> {};
    private long lifetime = -1;
    private boolean over;

    Tunnel(Exchange exchange, Forwarder forwarder, StreamWatch.Credentials credentials) {
        this.exchange = exchange;
        this.received = exchange.raw();
        this.forwarder = forwarder;
        this.credentials = credentials;
        this.upstream = forwarder.upstream();
        this.loop = forwarder.vertx().getOrCreateContext();
        this.patience =
                new Patience(
                        forwarder.route().readTimeout(),
                        upstream.destination().streams().idle(),
                        this::silent);
        this.alarm = new Alarm(loop);
        this.secondTry = new SecondTry(upstream);
    }

    void begin() {
        try {
            Handshake.check(exchange);
            exchange.checkOrigin();
            outbound = Outbound.of(exchange, forwarder);
        } catch (Problem refused) {
            refuse(refused);
            return;
        }
        if (!upstream.breaker().admits()) {
            failed(Failure.RESTING);
            return;
        }
        Lane free = upstream.lane();
        if (!free.enterTunnel()) {
            failed(Failure.WEBSOCKETS_FULL);
            return;
        }
        lane = free;
        Optional<Runnable> watched;
        try {
            watched =
                    credentials.watch(why ->
                            loop.runOnContext(
                                    _ -> close(Frames.POLICY_VIOLATION, Answering.code(why))));
        } catch (Problem over) {
            refuse(over);
            return;
        }
        if (watched.isEmpty()) {
            refuse(Problem.unavailable("too many streams are open: try again"));
            return;
        }
        unwatch = watched.get();
        received.response().exceptionHandler(_ -> close());
        patience.start(alarm);
        connect(free);
    }

    private void connect(Lane taken) {
        upstream.openTunnel(taken, outbound.uri()).onComplete(this::connected);
    }

    private void connected(AsyncResult<HttpClientRequest> opened) {
        if (opened.failed()) {
            failed(Failure.connecting(opened.cause()));
            return;
        }
        HttpClientRequest request = opened.result();
        request.exceptionHandler(_ -> {});
        if (over) {
            request.reset();
            return;
        }
        call = request;
        shown = upstream.credential();
        MultiMap sent = request.headers();
        forwarder.requestHeaders().copy(exchange, outbound.nominated(), shown, sent::add);
        sent.set(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
        sent.set(HttpHeaders.UPGRADE, Handshake.WEBSOCKET);
        request.connect().onComplete(this::answered);
    }

    private void answered(AsyncResult<HttpClientResponse> answer) {
        if (over) {
            return;
        }
        if (answer.failed()) {
            failed(Failure.answering(answer.cause()));
            return;
        }
        HttpClientResponse response = answer.result();
        // Its end is seen on the socket, or is ours; the framework would log it as an error.
        response.exceptionHandler(_ -> {});
        upstream.breaker().succeeded();
        if (!Handshake.isAccepted(received, response)) {
            refusedWith(response.statusCode());
            return;
        }
        NetSocket agreed = response.netSocket();
        agreed.pause();
        service = agreed;
        agree(response);
    }

    /** The service's own words stay behind: a browser shows a script nothing of them anyway. */
    private void refusedWith(int status) {
        if (Failure.refusesCredential(status)) {
            credentialRefused();
        } else if (status >= FAILED) {
            failed(Failure.ofStatus(status));
        } else if (status >= REFUSED) {
            refuse(Problem.malformed(upstream.name() + " refused the WebSocket").status(status));
        } else {
            failed(Failure.GARBLED);
        }
    }

    /** A refused handshake has done nothing: it is made once more when there is another to show. */
    private void credentialRefused() {
        BasicCredential refused = shown;
        HttpClientRequest made = call;
        Lane taken = lane;
        if (refused == null
                || made == null
                || taken == null
                || !secondTry.mayAskForCredential(Failure.CREDENTIAL_REFUSED)) {
            failed(Failure.CREDENTIAL_REFUSED);
            return;
        }
        call = null;
        // First: as many connections are open as may be, when it is the last that was free.
        made.connection()
                .close()
                .transform(_ -> upstream.replace(refused))
                .onComplete(another -> {
                    if (over) {
                        return;
                    }
                    if (another.succeeded() && another.result()) {
                        connect(taken);
                    } else {
                        failed(Failure.CREDENTIAL_REFUSED);
                    }
                });
    }

    private void agree(HttpClientResponse response) {
        HttpServerResponse sent = received.response();
        exchange.edgeHeaders(sent.headers());
        sent.putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
        sent.putHeader(HttpHeaders.UPGRADE, Handshake.WEBSOCKET);
        for (String name : AGREED) {
            String value = response.getHeader(name);
            if (value != null) {
                sent.putHeader(name, value);
            }
        }
        // Firefox lists further tokens, and the framework looks for this one alone.
        received.headers().set(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
        received.toNetSocket().onComplete(this::joined);
    }

    private void joined(AsyncResult<NetSocket> upgraded) {
        NetSocket agreed = service;
        if (upgraded.failed() || agreed == null || over) {
            close();
            received.connection().close();
            return;
        }
        NetSocket opened = upgraded.result();
        client = opened;
        exchange.upgraded();
        patience.start(upstream.destination().streams().idle());
        lifetime =
                forwarder
                        .vertx()
                        .setTimer(
                                upstream.destination().streams().lifetime().toMillis(),
                                _ -> close(Frames.GOING_AWAY, ""));
        pipe(opened, agreed, _ -> {});
        pipe(agreed, opened, fromService::passed);
        agreed.resume();
        opened.resume();
    }

    private void pipe(NetSocket from, NetSocket to, Consumer<Buffer> seen) {
        from.exceptionHandler(_ -> close());
        from.closeHandler(_ -> close());
        from.handler(bytes -> {
            patience.progressed();
            seen.accept(bytes);
            to.write(bytes);
            if (to.writeQueueFull()) {
                from.pause();
                to.drainHandler(_ -> from.resume());
            }
        });
    }

    private void silent() {
        if (client == null) {
            failed(Failure.TIMED_OUT);
        } else {
            close(Frames.GOING_AWAY, "");
        }
    }

    private void failed(Failure failure) {
        if (over) {
            return;
        }
        if (failure.countsAgainstService()) {
            upstream.breaker().failed();
        }
        FailedCalls.tell(exchange.requestId(), upstream.name(), failure);
        refuse(failure.problem(upstream.name(), upstream.breaker().retryAfterSeconds()));
    }

    /**
     * The client may have sent on as if it had been let in; what it sent must not be taken for
     * requests, so the connection ends with the refusal (RFC 9931 §4).
     */
    private void refuse(Problem problem) {
        if (end()) {
            received.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            exchange.fail(problem);
            received.connection().close();
        }
    }

    /** As below, and says why where a frame may stand and would be read (RFC 6455 §7.4.1). */
    private void close(int status, String reason) {
        NetSocket opened = client;
        if (!over && opened != null && fromService.mayFollow() && !opened.writeQueueFull()) {
            var _ = opened.write(Frames.close(status, reason));
        }
        close();
    }

    /** Both ends, whatever the reason: gone, silent for too long, too old, or revoked. */
    private void close() {
        if (end() && client == null && !received.response().ended()) {
            received.connection().close();
        }
    }

    private boolean end() {
        if (over) {
            return false;
        }
        over = true;
        patience.stop();
        alarm.close();
        unwatch.run();
        if (lifetime >= 0) {
            forwarder.vertx().cancelTimer(lifetime);
        }
        Lane taken = lane;
        if (taken != null) {
            taken.leaveTunnel();
        }
        closeEnds();
        return true;
    }

    private void closeEnds() {
        if (client != null) {
            client.close();
        }
        if (service != null) {
            service.close();
        } else if (call != null) {
            call.reset();
        }
    }
}
