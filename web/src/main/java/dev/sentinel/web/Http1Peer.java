package dev.sentinel.web;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A connection that speaks HTTP/1.1 or 1.0: one exchange after the other. */
final class Http1Peer implements Peer {
    private enum Awaits {
        FIRST_HEAD,
        NEXT_HEAD,
        BODY,
        NOTHING,
        CLOSE
    }

    private final HttpConnection connection;
    private final ChannelHandlerContext framework;
    private Awaits awaits = Awaits.FIRST_HEAD;
    private long since = System.nanoTime();
    private Runnable onLateBody = () -> {};
    private @Nullable Exchange current;
    private boolean last;
    private long discarded;

    Http1Peer(HttpConnection connection, ChannelHandlerContext framework) {
        this.connection = connection;
        this.framework = framework;
        UnfoldedHeads.on(framework.pipeline());
        VersionCheck.on(framework);
    }

    @Override
    public void begin(Exchange exchange) {
        current = exchange;
        await(Awaits.NOTHING);
    }

    /** RFC 9112 section 6.3. */
    @Override
    public long bodyLength(Exchange exchange) {
        return bodyLength(exchange.raw());
    }

    private static long bodyLength(HttpServerRequest request) {
        if (request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null) {
            return -1;
        }
        return Framing.contentLength(request);
    }

    @Override
    public void awaitBody(Exchange exchange, Runnable late) {
        onLateBody = late;
        await(Awaits.BODY);
    }

    @Override
    public void bodyRead(Exchange exchange) {
        await(Awaits.NOTHING);
    }

    /** A pipelined exchange may have begun before this is told. */
    @Override
    public void answered(Exchange exchange) {
        if (current == exchange) {
            current = null;
            await(Awaits.NEXT_HEAD);
        }
    }

    @Override
    public void closed(Exchange exchange) {}

    @Override
    public void tunnelled() {
        await(Awaits.NOTHING);
    }

    @Override
    public void lastAnswer() {
        last = true;
    }

    @Override
    public boolean isLast() {
        return last;
    }

    @Override
    public boolean announceEnd(
            HttpServerRequest request, HttpServerResponse answer, boolean closing) {
        if (!last && !closing && !isUnreadable(request)) {
            return false;
        }
        last = true;
        answer.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        return true;
    }

    /** Whether something is left that has nowhere to go: the connection cannot be used again. */
    private boolean isUnreadable(HttpServerRequest request) {
        return request.decoderResult().isFailure()
                || (!request.isEnded() && bodyLength(request) != 0);
    }

    /**
     * Closes in a while: closing with unread bytes makes TCP reset, and a reset may overtake the
     * answer (RFC 9112 section 9.6). Our half is closed at once, so that the client need not send
     * all of a body to see that nobody wants it.
     */
    @Override
    public void leave(Exchange exchange, Future<Void> answer) {
        HttpServerRequest request = exchange.raw();
        if (request.isEnded()) {
            connection.close();
            return;
        }
        last = true;
        await(Awaits.CLOSE);
        answer.onSuccess(_ -> closeOurHalf());
        request.handler(chunk -> {
            discarded += chunk.length();
            if (discarded > MAX_DISCARDED) {
                connection.close();
            }
        });
        request.endHandler(_ -> connection.close());
        request.exceptionHandler(_ -> {});
        request.resume();
    }

    private void closeOurHalf() {
        // TLS has an end of its own, which the close at last sends.
        if (!connection.isSsl() && framework.channel() instanceof DuplexChannel socket) {
            ChannelFuture _ = socket.shutdownOutput();
        }
    }

    @Override
    public boolean isLate(long now, ListenerConfig limits) {
        Duration most =
                switch (awaits) {
                    case FIRST_HEAD -> limits.headTimeout();
                    case NEXT_HEAD -> limits.idleTimeout();
                    case BODY -> limits.bodyTimeout();
                    case CLOSE -> FAREWELL;
                    // The endpoint has limits of its own.
                    case NOTHING -> Duration.ofDays(1);
                };
        return now - since > most.toNanos();
    }

    @Override
    public void endLateWaits(long now, ListenerConfig limits) {
        if (awaits == Awaits.BODY) {
            onLateBody.run();
            return;
        }
        connection.close();
    }

    private void await(Awaits what) {
        awaits = what;
        since = System.nanoTime();
    }
}
