package dev.sentinel.gateway.forward.http1;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one service: kept for the next call, bounded in number, and
 * so is the wait for one. The one used last is used next, so that what a load once needed and the
 * present one does not is closed.
 */
public final class ServicePool {
    /** Shorter than any server's: a POST must not meet a connection just closed. */
    static final Duration KEPT = Duration.ofSeconds(15);

    private final ContextInternal loop;
    private final NetClient network;
    private final Service service;
    private final LongSupplier nanoTime;
    private final HeadWriter head = new HeadWriter();
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Set<Connection> open = new HashSet<>();
    private int connecting;
    private boolean closed;

    /**
     * Where the service is and how much it is asked to bear.
     *
     * @param connections at most so many at a time
     * @param waiting calls that may wait for one of them
     * @param connect how long a connection may take to be there
     * @param patience how long a call waits for another to end
     */
    public record Service(
            String host,
            int port,
            int connections,
            int waiting,
            Duration connect,
            Duration patience) {}

    /** {@code network} makes the connections, and is closed with this. */
    public ServicePool(Context loop, NetClient network, Service service, LongSupplier nanoTime) {
        this.loop = (ContextInternal) loop;
        this.network = network;
        this.service = service;
        this.nanoTime = nanoTime;
    }

    /** Opens a call as soon as there is a connection for it: at once, when one is idle. */
    public void open(CallListener listener) {
        Connection free = idle.pollLast();
        while (free != null && !free.isActive()) {
            free = idle.pollLast();
        }
        if (free != null) {
            free.alarm().off();
            if (!free.open(listener)) {
                free(free);
            }
            return;
        }
        boolean full = open.size() + connecting >= service.connections();
        if (full) {
            makeRoom();
        }
        if (closed || (full && waiting.size() >= service.waiting())) {
            listener.failed(closed ? Fault.UNREACHABLE : Fault.BUSY);
            return;
        }
        // One with room must outlast its own connect time-out, or the two could not be told apart.
        long connect = service.connect().toNanos();
        waiting.addLast(
                full
                        ? new Waiting(listener, Fault.BUSY, service.patience().toNanos())
                        : new Waiting(listener, Fault.CONNECT_TIMEOUT, connect + connect / 4));
        connectForThoseWaiting();
    }

    /**
     * A few clients that send, or take, byte by byte could have all connections for themselves: one
     * of them gives way, once it has had as long as others wait.
     */
    private void makeRoom() {
        long patience = service.patience().toNanos();
        open.stream()
                .filter(each -> each.isHeldUp(patience))
                .findFirst()
                .ifPresent(Connection::giveWay);
    }

    /** By which the slowness of clients is judged. */
    long now() {
        return nanoTime.getAsLong();
    }

    HeadWriter head() {
        return head;
    }

    /** A connection that no call is on any more. */
    void free(Connection connection) {
        if (closed) {
            connection.close();
            return;
        }
        // A loop: thousands of those who waited may have left, one behind the other.
        for (Waiting next = next(); next != null; next = next()) {
            if (connection.open(next.listener)) {
                return;
            }
        }
        idle.addLast(connection);
        connection.alarm().set(connection.keptNanos(), connection::close);
    }

    void closed(Connection connection) {
        if (open.remove(connection)) {
            idle.remove(connection);
            connectForThoseWaiting();
        }
    }

    /** Closes all connections, whatever is on them; whoever waits is told that there is none. */
    public void close() {
        closed = true;
        for (Waiting next = next(); next != null; next = next()) {
            next.listener.failed(Fault.UNREACHABLE);
        }
        List.copyOf(open).forEach(Connection::close);
        network.close();
    }

    private void connectForThoseWaiting() {
        while (!closed
                && connecting < waiting.size()
                && open.size() + connecting < service.connections()) {
            connecting++;
            network.connect(service.port(), service.host()).onComplete(this::connected);
        }
    }

    private void connected(AsyncResult<NetSocket> result) {
        connecting--;
        if (result.succeeded()) {
            Connection made = new Connection(this, loop, bare(result.result()));
            open.add(made);
            free(made);
            return;
        }
        Waiting next = next();
        if (next != null) {
            next.listener.failed(
                    result.cause() instanceof ConnectTimeoutException
                            ? Fault.CONNECT_TIMEOUT
                            : Fault.UNREACHABLE);
        }
        connectForThoseWaiting();
    }

    /** The connection's pipeline without what the framework put there, but for TLS. */
    private static ChannelPipeline bare(NetSocket socket) {
        ChannelPipeline pipeline = ((NetSocketInternal) socket).channelHandlerContext().pipeline();
        for (Map.Entry<String, ChannelHandler> each : pipeline.toMap().entrySet()) {
            if (!(each.getValue() instanceof SslHandler)) {
                pipeline.remove(each.getValue());
            }
        }
        return pipeline;
    }

    private @Nullable Waiting next() {
        Waiting next = waiting.pollFirst();
        if (next != null) {
            next.timer.cancel(false);
        }
        return next;
    }

    private final class Waiting {
        private final CallListener listener;
        private final Fault whenLate;
        private final ScheduledFuture<?> timer;

        Waiting(CallListener listener, Fault whenLate, long nanos) {
            this.listener = listener;
            this.whenLate = whenLate;
            this.timer =
                    loop.nettyEventLoop()
                            .schedule(() -> loop.dispatch(this::late), nanos, TimeUnit.NANOSECONDS);
        }

        private void late() {
            if (waiting.remove(this)) {
                listener.failed(whenLate);
            }
        }
    }
}
