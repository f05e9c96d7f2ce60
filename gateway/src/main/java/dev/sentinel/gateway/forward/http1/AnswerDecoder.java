package dev.sentinel.gateway.forward.http1;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;

/** Reads answers; is told before each whether it has a body at all (RFC 9112 §6.3). */
final class AnswerDecoder extends HttpResponseDecoder {
    private static final int LONGEST_LINE = 4 * 1024;
    private static final int LONGEST_HEADERS = 32 * 1024;
    private static final int LARGEST_PART = 64 * 1024;
    private static final HttpDecoderConfig LIMITS =
            new HttpDecoderConfig()
                    .setMaxInitialLineLength(LONGEST_LINE)
                    .setMaxHeaderSize(LONGEST_HEADERS)
                    .setMaxChunkSize(LARGEST_PART);

    private boolean toHead;
    private boolean asked;
    private boolean stray;

    AnswerDecoder() {
        super(LIMITS);
    }

    /** The request has left: an answer is due; one to HEAD has no body, whatever it announces. */
    void expect(boolean toHead) {
        // What has begun before is not the answer to it.
        stray = hasMore();
        this.toHead = toHead;
        asked = true;
    }

    /** The answer has come: no other is due. */
    void answered() {
        asked = false;
    }

    /** Whether an answer has begun that is none, for nothing had been asked. */
    boolean hasStray() {
        return stray;
    }

    /** When no answer is due: whether something was received, be it the beginning of a line. */
    boolean hasMore() {
        return stray || actualReadableBytes() > 0;
    }

    @Override
    protected HttpMessage createMessage(String[] line) {
        stray |= !asked;
        return super.createMessage(line);
    }

    /** Two lengths are an attempt to hide an answer in another (RFC 9112 §6.1, §6.3). */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return toHead || super.isContentAlwaysEmpty(message);
    }
}
