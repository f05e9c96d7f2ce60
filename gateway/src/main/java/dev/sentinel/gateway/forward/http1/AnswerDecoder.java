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

    /** An answer is due; one to HEAD has no body, whatever it announces. */
    void expect(boolean toHead) {
        this.toHead = toHead;
        asked = true;
    }

    /** The answer has come: no other is due. */
    void answered() {
        asked = false;
    }

    /** Whether something was received after the answer, be it the beginning of a line. */
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
