package dev.sentinel.web;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The open connections of one listener on one event loop. */
final class Peers {
    private final IdentityHashMap<HttpConnection, Peer> open = new IdentityHashMap<>();
    private final ListenerConfig limits;
    private final int most;

    Peers(ListenerConfig limits, int loops) {
        this.limits = limits;
        this.most = Math.max(1, limits.maxConnections() / loops);
    }

    void opened(HttpConnection connection) {
        if (open.size() >= most) {
            connection.close();
            return;
        }
        // No public door leads to the pipeline; this one breaks the build when it goes.
        if (connection instanceof HttpServerConnection http) {
            ChannelHandlerContext framework = http.channelHandlerContext();
            Arrivals.arrived(framework.pipeline());
            open.put(
                    connection,
                    framework.handler() instanceof Http2ConnectionHandler frames
                            ? new Http2Peer(connection, framework, frames)
                            : new Http1Peer(connection, framework));
            connection.closeHandler(_ -> open.remove(connection));
        }
    }

    /** Empty for a connection that was one too many. */
    Optional<Peer> of(HttpConnection connection) {
        return Optional.ofNullable(open.get(connection));
    }

    /** Ends the waits that have taken too long. */
    void sweep() {
        long now = System.nanoTime();
        List<Peer> late = open.values().stream().filter(peer -> peer.isLate(now, limits)).toList();
        late.forEach(peer -> peer.endLateWaits(now, limits));
    }

    /** How often to sweep: often enough for the shortest limit, at most once a second. */
    long sweepMillis() {
        Duration shortest =
                Collections.min(
                        Stream.of(limits.headTimeout(), limits.idleTimeout(), limits.bodyTimeout())
                                .toList());
        return Math.clamp(shortest.toMillis() / 4, 10, 1_000);
    }
}
