package dev.sentinel.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Optional;

/**
 * The order of a client's HEADERS on HTTP/2, between TLS and the framework: a head on a stream that
 * the client has ended or passed over ends the connection (RFC 9113 sections 5.1 and 5.1.1). The
 * framework resets the stream, which it can no longer tell from one that it has closed itself.
 *
 * <p>It looks at what the client has sent and at nothing else. A stream that we have reset while
 * its client was still sending is open here, so what was under way is no error.
 */
final class FrameOrder extends ChannelInboundHandlerAdapter {
    private static final int PREFACE = 24;
    private static final int HEAD = 9;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int END_STREAM = 1;

    /** The latest streams, more than may be open at once; the framework judges older ones. */
    private static final int REMEMBERED = 256;

    private final byte[] head = new byte[HEAD];
    private final ByteBuffer numbers = ByteBuffer.wrap(head);
    private final BitSet opened = new BitSet(REMEMBERED);
    private final BitSet ended = new BitSet(REMEMBERED);
    private int inHead;
    private int untilHead = PREFACE;
    private int highest = -1;
    private boolean over;

    /** Behind TLS, where there is TLS; before it tells of the protocol that was agreed on. */
    static void watch(ChannelHandlerContext first) {
        ChannelHandlerContext tls = first.pipeline().context(SslHandler.class);
        if (tls != null) {
            first.pipeline().addAfter(tls.name(), null, new FrameOrder());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent && !speaksHttp2(context)) {
            context.pipeline().remove(this);
        }
        context.fireUserEventTriggered(event);
    }

    private static boolean speaksHttp2(ChannelHandlerContext context) {
        SslHandler tls = context.pipeline().get(SslHandler.class);
        return tls != null && "h2".equals(tls.applicationProtocol());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (over || !(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex()) {
            int readable = bytes.writerIndex() - at;
            if (untilHead > 0) {
                int passed = Math.min(untilHead, readable);
                untilHead -= passed;
                at += passed;
                continue;
            }
            int taken = Math.min(HEAD - inHead, readable);
            bytes.getBytes(at, head, inHead, taken);
            inHead += taken;
            if (inHead == HEAD) {
                Optional<Http2Error> error = judged();
                if (error.isPresent()) {
                    end(context, bytes, at, error.get());
                    return;
                }
            }
            at += taken;
        }
        context.fireChannelRead(bytes);
    }

    private Optional<Http2Error> judged() {
        inHead = 0;
        untilHead = numbers.getInt(0) >>> 8;
        int type = numbers.get(3);
        boolean last = (numbers.get(4) & END_STREAM) != 0;
        int stream = numbers.getInt(5) & Integer.MAX_VALUE;
        // Clients have the odd numbers; the framework ends the connection over others.
        boolean counts = type == HEADERS || (type == DATA && last);
        if (!counts || stream % 2 == 0) {
            return Optional.empty();
        }
        if (type == HEADERS && stream > highest) {
            open(stream);
        }
        if (stream > highest || (highest - stream) / 2 >= REMEMBERED) {
            return Optional.empty();
        }
        int place = place(stream);
        if (type == HEADERS && !opened.get(place)) {
            return Optional.of(Http2Error.PROTOCOL_ERROR);
        }
        if (type == HEADERS && ended.get(place)) {
            return Optional.of(Http2Error.STREAM_CLOSED);
        }
        ended.set(place, last);
        return Optional.empty();
    }

    private static int place(int stream) {
        return stream / 2 % REMEMBERED;
    }

    /** The first use of a stream passes over those with lower numbers (RFC 9113 section 5.1.1). */
    private void open(int stream) {
        int passed = Math.min((stream - highest) / 2, REMEMBERED);
        for (int i = 0; i < passed; i++) {
            opened.clear(place(stream - 2 * i));
            ended.clear(place(stream - 2 * i));
        }
        opened.set(place(stream));
        highest = stream;
    }

    private void end(ChannelHandlerContext context, ByteBuf bytes, int at, Http2Error error) {
        over = true;
        context.fireChannelRead(bytes.readSlice(at - bytes.readerIndex()));
        ChannelHandlerContext codec = context.pipeline().context(Http2ConnectionHandler.class);
        if (codec != null && codec.handler() instanceof Http2ConnectionHandler frames) {
            frames.onError(
                    codec,
                    false,
                    Http2Exception.connectionError(error, "HEADERS on an ended stream"));
        }
    }
}
