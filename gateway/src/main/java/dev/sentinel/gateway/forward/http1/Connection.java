package dev.sentinel.gateway.forward.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a service: one call at a time, and none begins before the last was answered.
 * When the service says what it was not asked for, the connection ends: the bytes could be taken
 * for the answer to somebody else's call (response queue poisoning).
 */
final class Connection extends ChannelInboundHandlerAdapter {
    /** What is read at once has to be kept when its reader is slow; usually it is twice as much. */
    private static final RecvByteBufAllocator PORTIONS =
            new AdaptiveRecvByteBufAllocator(64, 2 * 1024, 32 * 1024);

    private static final byte[] LINE_END = "\r\n".getBytes(US_ASCII);
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(US_ASCII);
    private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int EARLY_HINTS = 103;
    private static final int FIRST_INTERIM = 100;
    private static final int FIRST_FINAL = 200;
    private static final int LAST = 999;

    /**
     * Of one call: they may be left out, and nothing holds up a service that sends no end of them.
     */
    private static final int MOST_HINTS = 16;

    private final ServicePool pool;
    private final ContextInternal loop;
    private final Alarm alarm;
    private final AnswerDecoder decoder = new AnswerDecoder();
    private final Handler<HttpObject> taking = this::take;
    private final ChannelHandlerContext channel;
    private @Nullable ServiceCall call;
    private long keptNanos = ServicePool.KEPT.toNanos();
    private boolean reusable = true;
    private boolean interim;
    private boolean reading;
    private boolean opening;
    private boolean toHead;
    private byte @Nullable [] waitingHead;
    private int hints;

    /** Takes over a channel. */
    Connection(ServicePool pool, ContextInternal loop, ChannelPipeline pipeline) {
        this.pool = pool;
        this.loop = loop;
        this.alarm = new Alarm(loop);
        pipeline.addLast(decoder, this);
        // A write that fails does not end the reading.
        pipeline.channel().config().setAutoClose(false).setRecvByteBufAllocator(PORTIONS);
        this.channel = pipeline.context(this);
    }

    /** Begins a call; only when there is none. False when it was given up at once. */
    boolean open(CallListener listener) {
        ServiceCall begins = new ServiceCall(this, listener);
        call = begins;
        hints = 0;
        opening = true;
        try {
            listener.opened(begins);
        } catch (RuntimeException bug) {
            // It is told by the end of the connection, which would be kept for it for ever.
            close();
            throw bug;
        } finally {
            opening = false;
        }
        if (begins.isOver()) {
            call = null;
            return false;
        }
        return true;
    }

    Alarm alarm() {
        return alarm;
    }

    long now() {
        return pool.now();
    }

    HeadWriter head() {
        return pool.head();
    }

    /** Whether it can be used, as far as is known here. */
    boolean isActive() {
        return reusable && !decoder.hasMore() && channel.channel().isActive();
    }

    long keptNanos() {
        return keptNanos;
    }

    /** Whether its call's client has held it up, for so long at least. */
    boolean isHeldUp(long nanos) {
        ServiceCall going = call;
        return going != null && going.isHeldUp(nanos);
    }

    /** Ends its call, or takes it from an answer that is whole. */
    void giveWay() {
        end(Fault.BUSY);
    }

    void sendHead(boolean toHead) {
        decoder.expect(toHead);
        send(pool.head().end(channel.alloc()));
    }

    /**
     * It leaves with what follows, and stays here until then: what is written, TLS may send with a
     * record of its own, and the answer to it would be one that nothing had been asked for.
     */
    void keepHead(boolean toHead) {
        this.toHead = toHead;
        waitingHead = pool.head().end();
    }

    private void headLeaves() {
        byte[] head = waitingHead;
        if (head != null) {
            waitingHead = null;
            decoder.expect(toHead);
            send(Unpooled.wrappedBuffer(head));
        }
    }

    void sendPart(ByteBuf part, boolean chunked) {
        if (!part.isReadable()) {
            // An empty chunk would end the body.
            return;
        }
        headLeaves();
        if (chunked) {
            String size = Integer.toHexString(part.readableBytes());
            send(Unpooled.copiedBuffer(size + "\r\n", US_ASCII));
        }
        send(part);
        if (chunked) {
            send(Unpooled.wrappedBuffer(LINE_END));
        }
    }

    void sendLastChunk() {
        headLeaves();
        send(Unpooled.wrappedBuffer(LAST_CHUNK));
    }

    void flush() {
        headLeaves();
        channel.flush();
    }

    boolean isWritable() {
        return channel.channel().isWritable();
    }

    /** Whether more of the answer is taken from the network. */
    void read(boolean on) {
        channel.channel().config().setAutoRead(on);
    }

    void close() {
        // Over TLS it is still open for a while.
        reusable = false;
        ChannelFuture _ = channel.close();
    }

    /** That it could not be sent is told by the end of the connection. */
    private void send(ByteBuf bytes) {
        ChannelFuture _ = channel.write(bytes, channel.voidPromise());
    }

    /**
     * Serves the next call when this one is over and has left nothing behind. Without one nothing
     * may come, not even a beginning: the rest of it would be the answer to the next call.
     */
    void settle() {
        ServiceCall ended = call;
        if (reading || opening) {
            return;
        }
        if (ended == null) {
            if (decoder.hasMore()) {
                close();
            }
            return;
        }
        if (!ended.isOver()) {
            return;
        }
        call = null;
        if (isActive()) {
            read(true);
            pool.free(this);
        } else {
            close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        reading = true;
        try {
            loop.dispatch((HttpObject) message, taking);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        loop.dispatch(this::settle);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        ServiceCall waiting = call;
        if (waiting != null && isWritable()) {
            loop.dispatch(waiting::drained);
        }
    }

    /** A service that ends TLS may leave the connection below it open, where no call succeeds. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslCloseCompletionEvent) {
            close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        reading = false;
        loop.dispatch(() -> {
            end(Fault.CUT);
            pool.closed(this);
            ServiceCall last = call;
            if (last == null || !last.isDraining()) {
                alarm.close();
            }
        });
    }

    /**
     * A service that refuses a body may close before it has read it: what it said stands in front
     * of the reset that the rest of the body meets (RFC 9112 §9.5). The end of reading tells.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            loop.dispatch(() -> end(Fault.GARBLED));
        }
    }

    private void take(HttpObject message) {
        ServiceCall asked = call;
        if (asked == null || asked.isWhole() || decoder.hasStray()) {
            close();
            return;
        }
        if (message.decoderResult().isFailure()) {
            end(Fault.GARBLED);
            return;
        }
        if (message instanceof HttpResponse head) {
            begin(asked, head);
        } else if (message instanceof HttpContent content) {
            go(asked, content);
        }
    }

    private void begin(ServiceCall asked, HttpResponse head) {
        int status = head.status().code();
        HttpVersion version = head.protocolVersion();
        interim = status < FIRST_FINAL;
        boolean spoken =
                version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0);
        boolean meant = status >= FIRST_INTERIM && status <= LAST && status != SWITCHING_PROTOCOLS;
        if (!spoken || !meant || isCoded(head)) {
            end(Fault.GARBLED);
        } else if (status == EARLY_HINTS) {
            hints++;
            if (hints <= MOST_HINTS) {
                asked.hinted(head.headers());
            }
        } else if (!interim) {
            keep(head);
            asked.answered(head);
        }
    }

    /** Whether more than chunks was done to the body: nothing was asked for (RFC 9110 §10.1.4). */
    private static boolean isCoded(HttpResponse head) {
        String coding = head.headers().get(HttpHeaderNames.TRANSFER_ENCODING);
        return coding != null
                && (!HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(coding)
                        || head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING).size() > 1);
    }

    private void go(ServiceCall asked, HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        if (interim) {
            interim = !last;
            return;
        }
        if (content.content().isReadable()) {
            asked.part(copied(content.content()));
        }
        if (last) {
            decoder.answered();
            asked.whole();
        }
    }

    /** Apart from the network's buffers, which are few and must go back. */
    private static Buffer copied(ByteBuf part) {
        return BufferInternal.buffer(
                Unpooled.buffer(part.readableBytes())
                        .writeBytes(part, part.readerIndex(), part.readableBytes()));
    }

    /** Whether, and for how long, the service wants to keep the connection (RFC 9112 §9.3). */
    private void keep(HttpResponse head) {
        reusable = HttpUtil.isKeepAlive(head);
        String told = head.headers().get(KEEP_ALIVE);
        if (told != null) {
            keptNanos = Math.min(ServicePool.KEPT.toNanos(), KeepAlive.nanos(told));
        }
    }

    private void end(Fault fault) {
        ServiceCall cut = call;
        if (cut != null) {
            cut.failed(fault);
        }
        close();
    }
}
