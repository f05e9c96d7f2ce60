package dev.sentinel.web;

import static dev.sentinel.base.testing.Http2Client.CANCEL;
import static dev.sentinel.base.testing.Http2Client.END_HEADERS;
import static dev.sentinel.base.testing.Http2Client.END_STREAM;
import static dev.sentinel.base.testing.Http2Client.HEADERS;
import static dev.sentinel.base.testing.Http2Client.NOTHING;
import static dev.sentinel.base.testing.Http2Client.PROTOCOL_ERROR;
import static dev.sentinel.base.testing.Http2Client.STREAM_CLOSED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.testing.Http2Client;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * RFC 9113 sections 5.1 and 5.1.1: what a client may send on a stream that it has ended or passed
 * over, and what may still come on one that the server has ended.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FrameOrderTest {
    private static final int FRAME_HEAD = 9;

    private final SecureEdge edge;

    FrameOrderTest() throws IOException {
        edge = new SecureEdge();
    }

    @AfterAll
    void close() {
        edge.close();
    }

    @Test
    void aHeadOnAStreamThatItsClientHasEndedEndsTheConnection() throws IOException {
        try (Http2Client client = edge.client()) {
            client.get(1, "/hello").answer(1);
            assertThat(client.get(1, "/hello").end()).isEqualTo(STREAM_CLOSED);
        }
        try (Http2Client client = edge.client()) {
            client.request(1, "POST", "/echo", false).data(1, "ab", false).data(1, "", true);
            assertThat(client.headers(1, true, "x-trailer", "late").end()).isEqualTo(STREAM_CLOSED);
        }
        try (Http2Client client = edge.client()) {
            client.request(1, "POST", "/echo", false).headers(1, true, "x-trailer", "a");
            assertThat(client.headers(1, true, "x-trailer", "b").end()).isEqualTo(STREAM_CLOSED);
        }
    }

    /** Nothing of it is looked at, also when the first has not been answered. */
    @Test
    void theSecondHeadIsNoRequest() throws Exception {
        try (SecureEdge own = new SecureEdge();
                Http2Client client = own.client()) {
            client.get(1, "/slow");
            own.edge().entered.await();
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            frames.writeBytes(head(3));
            frames.writeBytes(head(1));
            frames.writeBytes(head(5));

            assertThat(client.raw(frames.toByteArray()).end()).isEqualTo(STREAM_CLOSED);
            own.edge().leave.release();
            // The other one was asked for before, in the same bytes; none was after.
            assertThat(own.edge().nextFinished().requestId()).isNotEmpty();
            assertThat(own.edge().nextFinished().requestId()).isNotEmpty();
            assertThat(own.edge().finished).isEmpty();
        }
    }

    @Test
    void aStreamThatWasPassedOverIsNotOpenedLater() throws IOException {
        try (Http2Client client = edge.client()) {
            client.get(5, "/hello").answer(5);
            assertThat(client.get(3, "/hello").end()).isEqualTo(PROTOCOL_ERROR);
        }
    }

    @Test
    void bytesThatComeOneByOneAreJudgedTheSame() throws IOException {
        try (Http2Client client = edge.client()) {
            for (int stream = 1; stream <= 5; stream += 4) {
                for (byte each : head(stream)) {
                    client.raw(new byte[] {each});
                }
                assertThat(client.answer(stream).status()).isEqualTo(200);
            }
            // The frame's head is enough to end the connection; what follows could meet its end.
            for (byte each : Arrays.copyOf(head(3), FRAME_HEAD)) {
                client.raw(new byte[] {each});
            }
            assertThat(client.end()).isEqualTo(PROTOCOL_ERROR);
        }
    }

    /** Section 5.1, "closed": who has sent RST_STREAM may still be sent anything. */
    @Test
    void whatIsUnderWayToAStreamThatWasResetIsNoError() throws IOException {
        try (Http2Client client = edge.client()) {
            client.request(1, "POST", "/echo", false, "content-length", "1");
            client.data(1, "more than it said", false);
            assertThat(client.answer(1).reset()).isEqualTo(PROTOCOL_ERROR);
            client.data(1, "more", false).headers(1, true, "x-trailer", "too");

            assertThat(client.get(3, "/hello").answer(3).status()).isEqualTo(200);
            assertThat(client.goAway()).isEqualTo(NOTHING);
        }
    }

    @Test
    void aStreamThatItsClientHasResetIsAnErrorOfThatStream() throws IOException {
        try (Http2Client client = edge.client()) {
            client.request(1, "POST", "/echo", false).reset(1, CANCEL);
            assertThat(client.headers(1, true, "x-trailer", "late").resetOf(1))
                    .isEqualTo(STREAM_CLOSED);
            assertThat(client.get(3, "/hello").answer(3).status()).isEqualTo(200);
        }
    }

    /** A connection remembers so many; the rest is the framework's to judge. */
    @Test
    void aStreamOfLongAgoIsResetAlone() throws IOException {
        try (Http2Client client = edge.client()) {
            client.get(1, "/hello").answer(1);
            assertThat(
                            client.get(Integer.MAX_VALUE - 2, "/hello")
                                    .answer(Integer.MAX_VALUE - 2)
                                    .status())
                    .isEqualTo(200);
            assertThat(client.get(1, "/hello").resetOf(1)).isEqualTo(STREAM_CLOSED);
            assertThat(client.get(Integer.MAX_VALUE, "/hello").answer(Integer.MAX_VALUE).status())
                    .isEqualTo(200);
        }
    }

    private static byte[] head(int stream) {
        return Http2Client.bytes(
                HEADERS,
                END_HEADERS | END_STREAM,
                stream,
                Http2Client.block(
                        ":method", "GET",
                        ":scheme", "https",
                        ":authority", "gateway.example",
                        ":path", "/hello"));
    }
}
