package dev.sentinel.web;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.Future;
import io.vertx.core.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Connections from the moment they are accepted until the framework tells of them.
 *
 * <p>It tells of one over TLS when the handshake has ended, and of one that speaks HTTP/2 when the
 * client's settings have come. Until then no {@link Peer} watches: a client could drip bytes for as
 * long as it likes, on as many connections as it likes. So each has so long to arrive, and so many
 * may be on the way.
 */
final class Arrivals {
    private static final int MOST = 8_192;
    private static final String NAME = "arrival";

    /**
     * Bytes that the kernel takes of us before it sends them. By itself it takes megabytes, a
     * million at a time: a client that reads steadily would seem to stop for a minute.
     */
    private static final int MOST_UNSENT = 128 * 1024;

    /**
     * Bytes that we keep beyond those before a writer has to wait, and until it may go on: the
     * kernel has plenty, and fifty slow readers would double what a gateway keeps.
     */
    private static final WriteBufferWaterMark MOST_KEPT =
            new WriteBufferWaterMark(16 * 1024, 32 * 1024);

    private final Duration patience;
    private final AtomicInteger arriving = new AtomicInteger();

    Arrivals(Duration patience) {
        this.patience = patience;
    }

    /** The connection has become a peer, who is watched from now on. */
    static void arrived(ChannelPipeline pipeline) {
        if (pipeline.get(NAME) != null) {
            pipeline.remove(NAME);
        }
    }

    /** The fastest transport that runs here, on which every accepted connection passes by us. */
    Transport transport() {
        Transport fast = Transport.nativeTransport();
        Transport taken = fast != null && fast.available() ? fast : Transport.NIO;
        return new Watched(taken, watched(taken.implementation()));
    }

    /** The one place where a server can be reached before it is bound. */
    private io.vertx.core.spi.transport.Transport watched(
            io.vertx.core.spi.transport.Transport taken) {
        Class<?> type = io.vertx.core.spi.transport.Transport.class;
        return (io.vertx.core.spi.transport.Transport)
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (_, method, arguments) -> {
                            Object result = called(taken, method, arguments);
                            bootstrap(arguments).ifPresent(server -> server.handler(new Door()));
                            return result;
                        });
    }

    private static @Nullable Object called(
            io.vertx.core.spi.transport.Transport taken,
            Method method,
            Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(taken, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getTargetException();
        }
    }

    private static Optional<ServerBootstrap> bootstrap(Object @Nullable [] arguments) {
        if (arguments != null) {
            for (Object each : arguments) {
                if (each instanceof ServerBootstrap server) {
                    return Optional.of(server);
                }
            }
        }
        return Optional.empty();
    }

    private record Watched(Transport taken, io.vertx.core.spi.transport.Transport implementation)
            implements Transport {
        @Override
        public String name() {
            return taken.name();
        }

        @Override
        public boolean available() {
            return true;
        }

        @Override
        public @Nullable Throwable unavailabilityCause() {
            return null;
        }
    }

    /** Stands at the listening socket, which hands over each connection that it accepts. */
    @Sharable
    private final class Door extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            if (accepted instanceof Channel connection) {
                connection.config().setWriteBufferWaterMark(MOST_KEPT);
                connection.pipeline().addFirst(NAME, new Arrival());
            }
            if (accepted instanceof EpollSocketChannel socket) {
                keepShort(socket);
            }
            context.fireChannelRead(accepted);
        }

        private static void keepShort(EpollSocketChannel socket) {
            try {
                socket.config().setTcpNotSentLowAt(MOST_UNSENT);
            } catch (ChannelException unknown) {
                // A kernel that cannot: its buffers are as large as it likes.
            }
        }
    }

    private final class Arrival extends ChannelInboundHandlerAdapter {
        private @Nullable Future<?> end;
        private boolean heard;

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            if (arriving.incrementAndGet() > MOST) {
                close(context);
                return;
            }
            end =
                    context.executor()
                            .schedule(
                                    () -> close(context),
                                    patience.toMillis(),
                                    TimeUnit.MILLISECONDS);
        }

        /** By the first bytes whatever speaks TLS is in its place, and has not spoken yet. */
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (!heard) {
                heard = true;
                FrameOrder.watch(context);
            }
            context.fireChannelRead(message);
        }

        /** From here, past what speaks TLS or HTTP/2 and may want to say goodbye first. */
        private static void close(ChannelHandlerContext context) {
            ChannelFuture _ = context.close();
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            arriving.decrementAndGet();
            if (end != null) {
                end.cancel(false);
            }
        }
    }
}
