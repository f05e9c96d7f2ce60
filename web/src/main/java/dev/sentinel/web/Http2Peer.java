package dev.sentinel.web;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection that speaks HTTP/2: many exchanges at once, each on a stream of its own with waits
 * of its own. What goes wrong with one ends its stream and nothing else.
 */
final class Http2Peer implements Peer {
    /** At once; browsers ask for as many and wait for more. */
    static final int MAX_STREAMS = 100;

    /** Pings and settings that a client may send in a second. */
    private static final int MOST_CONTROL_FRAMES = 1_000;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private enum Awaits {
        NOTHING,
        BODY,
        /** The client to take the answer, which may wait for a window that never opens. */
        TAKING,
        /** The client to take the answer and to stop sending. */
        LEAVING
    }

    private static final class Stream {
        private final boolean hasBody;
        private Awaits awaits = Awaits.NOTHING;
        private long since = System.nanoTime();
        private Runnable onLateBody = () -> {};
        private long discarded;

        Stream(boolean hasBody) {
            this.hasBody = hasBody;
        }

        void await(Awaits what) {
            awaits = what;
            since = System.nanoTime();
        }
    }

    private final HttpConnection connection;
    private final ChannelHandlerContext framework;
    private final Http2ConnectionHandler frames;
    private final IdentityHashMap<Exchange, Stream> streams = new IdentityHashMap<>();
    private boolean served;
    private long idleSince = System.nanoTime();
    private int controlFrames;
    private long countedSince = System.nanoTime();

    Http2Peer(
            HttpConnection connection,
            ChannelHandlerContext framework,
            Http2ConnectionHandler frames) {
        this.connection = connection;
        this.framework = framework;
        this.frames = frames;
        // Settings count for a client when it says so, which it need not.
        frames.connection().remote().maxActiveStreams(MAX_STREAMS);
        connection.pingHandler(_ -> controlFrame());
        connection.remoteSettingsHandler(_ -> controlFrame());
    }

    /** Each costs an answer: a flood of them would cost more than it looks like. */
    private void controlFrame() {
        long now = System.nanoTime();
        if (now - countedSince > SECOND) {
            countedSince = now;
            controlFrames = 0;
        }
        controlFrames++;
        if (controlFrames == MOST_CONTROL_FRAMES) {
            ChannelFuture _ =
                    frames.goAway(
                            framework,
                            frames.connection().remote().lastStreamCreated(),
                            Http2Error.ENHANCE_YOUR_CALM.code(),
                            Unpooled.EMPTY_BUFFER,
                            framework.newPromise());
            connection.close();
        }
    }

    @Override
    public void begin(Exchange exchange) {
        served = true;
        streams.put(exchange, new Stream(isOpenForBody(exchange.raw())));
    }

    /**
     * The frames tell whether there is a body, not the head (RFC 9113 section 8.1): as they stood
     * when the request began. All of the body may have come while it waits for something else.
     */
    @Override
    public long bodyLength(Exchange exchange) {
        Stream stream = streams.get(exchange);
        return stream != null && stream.hasBody ? announcedLength(exchange.raw()) : 0;
    }

    private static long announcedLength(HttpServerRequest request) {
        return request.headers().contains("content-length") ? Framing.contentLength(request) : -1;
    }

    private boolean isOpenForBody(HttpServerRequest request) {
        Http2Stream stream = stream(request);
        return stream != null && stream.state().remoteSideOpen();
    }

    private @Nullable Http2Stream stream(HttpServerRequest request) {
        return frames.connection().stream(Math.toIntExact(request.streamId()));
    }

    @Override
    public void awaitBody(Exchange exchange, Runnable late) {
        Stream stream = streams.get(exchange);
        if (stream != null) {
            stream.onLateBody = late;
            stream.await(Awaits.BODY);
        }
    }

    @Override
    public void bodyRead(Exchange exchange) {
        await(exchange, Awaits.NOTHING);
    }

    @Override
    public void answered(Exchange exchange) {
        await(exchange, Awaits.TAKING);
    }

    private void await(Exchange exchange, Awaits what) {
        Stream stream = streams.get(exchange);
        if (stream != null) {
            stream.await(what);
        }
    }

    @Override
    public void closed(Exchange exchange) {
        streams.remove(exchange);
        if (streams.isEmpty()) {
            idleSince = System.nanoTime();
        }
    }

    @Override
    public void tunnelled() {
        throw new IllegalStateException("HTTP/2 becomes nothing else here");
    }

    /** Frames end where they say: no request can hide in another one. */
    @Override
    public void lastAnswer() {}

    @Override
    public boolean isLast() {
        return false;
    }

    /** RFC 9113 section 8.2.2: {@code Connection} is not said; the framework says GOAWAY. */
    @Override
    public boolean announceEnd(
            HttpServerRequest request, HttpServerResponse answer, boolean closing) {
        return !request.isEnded() && isOpenForBody(request) && announcedLength(request) != 0;
    }

    @Override
    public void leave(Exchange exchange, Future<Void> answer) {
        HttpServerRequest request = exchange.raw();
        Stream stream = streams.get(exchange);
        if (stream == null || request.isEnded()) {
            return;
        }
        stream.await(Awaits.LEAVING);
        request.handler(chunk -> {
            stream.discarded += chunk.length();
            if (stream.discarded > MAX_DISCARDED) {
                // The window closes, and with it the client's mouth.
                request.pause();
            }
        });
        request.endHandler(_ -> stream.await(Awaits.TAKING));
        request.exceptionHandler(_ -> {});
        request.resume();
    }

    @Override
    public boolean isLate(long now, ListenerConfig limits) {
        return streams.isEmpty()
                ? isIdleTooLong(now, limits)
                : streams.values().stream().anyMatch(stream -> isLate(stream, now, limits));
    }

    private boolean isIdleTooLong(long now, ListenerConfig limits) {
        Duration most = served ? limits.idleTimeout() : limits.headTimeout();
        return now - idleSince > most.toNanos();
    }

    private static boolean isLate(Stream stream, long now, ListenerConfig limits) {
        Duration most =
                switch (stream.awaits) {
                    case BODY -> limits.bodyTimeout();
                    case TAKING -> limits.idleTimeout();
                    case LEAVING -> FAREWELL;
                    // The endpoint has limits of its own.
                    case NOTHING -> Duration.ofDays(1);
                };
        return now - stream.since > most.toNanos();
    }

    @Override
    public void endLateWaits(long now, ListenerConfig limits) {
        if (streams.isEmpty()) {
            connection.close();
            return;
        }
        for (Map.Entry<Exchange, Stream> each : List.copyOf(streams.entrySet())) {
            if (isLate(each.getValue(), now, limits)) {
                endLateWait(each.getKey(), each.getValue());
            }
        }
    }

    private void endLateWait(Exchange exchange, Stream stream) {
        switch (stream.awaits) {
            case BODY -> stream.onLateBody.run();
            case TAKING -> reset(exchange.raw(), Http2Error.CANCEL);
            case LEAVING -> leaveNow(exchange.raw(), stream);
            case NOTHING -> {}
        }
    }

    /** RFC 9113 section 8.1: after a whole answer NO_ERROR asks the client to stop sending. */
    private void leaveNow(HttpServerRequest request, Stream stream) {
        Http2Stream open = stream(request);
        if (open != null && open.state().localSideOpen()) {
            // A part of the answer still waits for the client's window.
            request.pause();
            stream.await(Awaits.TAKING);
            return;
        }
        reset(request, Http2Error.NO_ERROR);
    }

    /** By hand: the framework takes an answer that it has handed on for one that has left. */
    private void reset(HttpServerRequest request, Http2Error reason) {
        ChannelFuture _ =
                frames.resetStream(
                        framework,
                        Math.toIntExact(request.streamId()),
                        reason.code(),
                        framework.newPromise());
        framework.flush();
    }
}
