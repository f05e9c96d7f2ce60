package dev.sentinel.web;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import java.io.Serial;
import java.util.List;

/**
 * The framework's decoder of requests, which refuses heads with folded lines (obs-fold). By itself
 * it takes such a line for the end of the one before, as RFC 9112 section 5.2 allows; who stands
 * before us may have taken it for a header of its own.
 */
final class UnfoldedHeads extends VertxHttpRequestDecoder {
    private static final Http1ServerConfig LIMITS =
            new Http1ServerConfig()
                    .setMaxHeaderSize(WebServer.MAX_HEADER_BYTES)
                    .setMaxInitialLineLength(WebServer.MAX_LINE_BYTES);

    private boolean inHead = true;
    private boolean behindFirstLine;
    private boolean refused;

    private UnfoldedHeads() {
        super(LIMITS);
    }

    /** Takes the place of the framework's own, before it has read anything. */
    static void on(ChannelPipeline pipeline) {
        ChannelHandler usual = pipeline.get(HttpRequestDecoder.class);
        pipeline.replace(usual, pipeline.context(usual).name(), new UnfoldedHeads());
    }

    /** What is there of a head begins with a line of it: the decoder takes whole lines. */
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
            throws Exception {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (inHead && isFolded(in)) {
            refused = true;
            HttpMessage message = createInvalidMessage();
            message.setDecoderResult(DecoderResult.failure(new Folded()));
            in.skipBytes(in.readableBytes());
            out.add(message);
            return;
        }
        int before = out.size();
        int from = in.readerIndex();
        super.decode(context, in, out);
        if (out.size() > before) {
            behindFirstLine = false;
            inHead = out.getLast() instanceof LastHttpContent;
        } else if (inHead) {
            behindFirstLine |= beginning(in, from, in.readerIndex()) >= 0;
        }
    }

    private boolean isFolded(ByteBuf in) {
        int end = in.writerIndex();
        int line = in.readerIndex();
        if (!behindFirstLine) {
            line = beginning(in, line, end);
        } else if (line < end && isBlank(in.getByte(line))) {
            return true;
        }
        while (line >= 0 && line < end && !isEndOfLine(in.getByte(line))) {
            line = in.indexOf(line, end, (byte) '\n') + 1;
            if (line == 0) {
                return false;
            }
            if (line < end && isBlank(in.getByte(line))) {
                return true;
            }
        }
        // The head ends with an empty line, and what follows may be a body.
        return false;
    }

    /** Where the first line begins: blanks and control characters before it do not count. */
    private static int beginning(ByteBuf in, int from, int to) {
        return in.forEachByte(from, to - from, each -> (each >= 0 && each <= ' ') || each == 0x7F);
    }

    private static boolean isEndOfLine(byte character) {
        return character == '\r' || character == '\n';
    }

    private static boolean isBlank(byte character) {
        return character == ' ' || character == '\t';
    }

    /** A line of the head begins with a blank. */
    static final class Folded extends RuntimeException {
        @Serial private static final long serialVersionUID = 1L;

        private Folded() {
            super("a folded line", null, false, false);
        }
    }
}
