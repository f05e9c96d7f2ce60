package dev.sentinel.web;

import static dev.sentinel.base.testing.Http2Client.CANCEL;
import static dev.sentinel.base.testing.Http2Client.CONTINUATION;
import static dev.sentinel.base.testing.Http2Client.END_HEADERS;
import static dev.sentinel.base.testing.Http2Client.END_STREAM;
import static dev.sentinel.base.testing.Http2Client.ENHANCE_YOUR_CALM;
import static dev.sentinel.base.testing.Http2Client.HEADERS;
import static dev.sentinel.base.testing.Http2Client.PING;
import static dev.sentinel.base.testing.Http2Client.RST_STREAM;
import static dev.sentinel.base.testing.Http2Client.SETTINGS;
import static dev.sentinel.base.testing.Http2Client.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.testing.Http2Client;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a client of HTTP/2 may cost: floods, bombs, and waits without an end. */
class Http2LimitsTest {
    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    /** Time enough for a handshake on a busy machine. */
    private static final Duration ARRIVAL = Duration.ofSeconds(3);

    private static final int INITIAL_WINDOW = 4;

    private static SecureEdge hasty(Duration head, Duration idle, Duration body)
            throws IOException {
        return new SecureEdge(Edge.limits(head, idle, body), AMPLE);
    }

    /** What a flood leaves behind: its connection ends, and others are served. */
    private static void endsCalm(Http2Client client, SecureEdge edge) throws IOException {
        int end = client.end();
        // Closing with unread frames may reset the connection before its last word is read.
        assertThat(end).isIn(ENHANCE_YOUR_CALM, Http2Client.NOTHING);
        try (Http2Client other = edge.client()) {
            assertThat(other.get(1, "/hello").answer(1).status()).isEqualTo(200);
        }
    }

    private static void flood(Http2Client client, ByteArrayOutputStream frames) {
        try {
            client.raw(frames.toByteArray());
        } catch (IOException closed) {
            // The server has had enough before the end.
        }
    }

    /** CVE-2023-44487. */
    @Test
    void requestsThatAreResetAtOnceEndTheConnection() throws IOException {
        try (SecureEdge edge = new SecureEdge();
                Http2Client client = edge.client()) {
            byte[] cancel = ByteBuffer.allocate(4).putInt(CANCEL).array();
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (int stream = 1; stream < 2_000; stream += 2) {
                frames.writeBytes(
                        Http2Client.bytes(HEADERS, END_HEADERS | END_STREAM, stream, hello()));
                frames.writeBytes(Http2Client.bytes(RST_STREAM, 0, stream, cancel));
            }
            flood(client, frames);

            endsCalm(client, edge);
            assertThat(edge.edge().executed.get()).isLessThan(500);
        }
    }

    /** CVE-2025-8671: the server is made to reset, by frames that are wrong on their stream. */
    @Test
    void streamsThatTheServerIsMadeToResetEndTheConnection() throws IOException {
        try (SecureEdge edge = new SecureEdge();
                Http2Client client = edge.client()) {
            byte[] nothing = new byte[4];
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (int stream = 1; stream < 2_000; stream += 2) {
                frames.writeBytes(
                        Http2Client.bytes(HEADERS, END_HEADERS | END_STREAM, stream, hello()));
                frames.writeBytes(Http2Client.bytes(WINDOW_UPDATE, 0, stream, nothing));
            }
            flood(client, frames);

            endsCalm(client, edge);
            assertThat(edge.edge().executed.get()).isLessThan(500);
        }
    }

    /** CVE-2024-27983 and its kin: a head that never ends. */
    @Test
    void aFloodOfContinuationsEndsTheConnection() throws IOException {
        try (SecureEdge edge = new SecureEdge();
                Http2Client client = edge.client()) {
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            frames.writeBytes(Http2Client.bytes(HEADERS, END_STREAM, 1, hello()));
            for (int i = 0; i < 1_000; i++) {
                frames.writeBytes(Http2Client.bytes(CONTINUATION, 0, 1));
            }
            flood(client, frames);

            endsCalm(client, edge);
            // The other's.
            assertThat(edge.edge().executed).hasValue(1);
        }
    }

    @Test
    void largeContinuationsEndTheConnection() throws IOException {
        try (SecureEdge edge = new SecureEdge();
                Http2Client client = edge.client()) {
            byte[] field = Http2Client.block("x-name", "a".repeat(16_000));
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            frames.writeBytes(Http2Client.bytes(HEADERS, END_STREAM, 1, hello()));
            for (int i = 0; i < 100; i++) {
                frames.writeBytes(Http2Client.bytes(CONTINUATION, 0, 1, field));
            }
            flood(client, frames);

            client.end();
            assertThat(edge.edge().executed).hasValue(0);
        }
    }

    @Test
    void aFloodOfPingsEndsTheConnection() throws IOException {
        try (SecureEdge edge = new SecureEdge();
                Http2Client client = edge.client()) {
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (int i = 0; i < 3_000; i++) {
                frames.writeBytes(Http2Client.bytes(PING, 0, 0, new byte[8]));
            }
            flood(client, frames);
            endsCalm(client, edge);
        }
    }

    @Test
    void aFloodOfSettingsEndsTheConnection() throws IOException {
        try (SecureEdge edge = new SecureEdge();
                Http2Client client = edge.client()) {
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (int i = 0; i < 3_000; i++) {
                frames.writeBytes(Http2Client.bytes(SETTINGS, 0, 0));
            }
            flood(client, frames);
            endsCalm(client, edge);
        }
    }

    @Test
    void aFloodOfEmptyDataEndsTheConnection() throws IOException {
        try (SecureEdge edge = new SecureEdge();
                Http2Client client = edge.client()) {
            client.request(1, "POST", "/echo", false);
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (int i = 0; i < 1_000; i++) {
                frames.writeBytes(Http2Client.bytes(Http2Client.DATA, 0, 1));
            }
            flood(client, frames);
            endsCalm(client, edge);
        }
    }

    /** Few bytes on the wire that are many in memory (RFC 7541 section 7.3). */
    @Test
    void aBombOfIndexedFieldsIsRefused() throws IOException {
        try (SecureEdge edge = new SecureEdge();
                Http2Client client = edge.client()) {
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            block.writeBytes(hello());
            byte[] large = Http2Client.block("x", "a".repeat(3_000));
            // Incremental indexing, then the entry again and again: index 62.
            large[0] = 0x40;
            block.writeBytes(large);
            for (int i = 0; i < 8_000; i++) {
                block.write(0x80 | 62);
            }
            client.frame(HEADERS, END_HEADERS | END_STREAM, 1, block.toByteArray());

            assertThat(client.answer(1).status()).isIn(0, 431);
            assertThat(edge.edge().executed).hasValue(0);
        }
    }

    @Test
    void headersThatAreTooLargeAreToldSo() throws IOException {
        try (SecureEdge edge = new SecureEdge();
                Http2Client client = edge.client()) {
            client.get(1, "/hello", "x", "a".repeat(7_000), "y", "b".repeat(9_200));
            assertThat(client.answer(1).status()).isEqualTo(431);
            client.get(3, "/" + "a".repeat(9_000));
            assertThat(client.answer(3).status()).isEqualTo(414);
            assertThat(client.get(5, "/hello").answer(5).status()).isEqualTo(200);
        }
    }

    @Test
    void streamsBeyondTheLimitAreRefused() throws Exception {
        try (SecureEdge edge = new SecureEdge();
                Http2Client client = edge.client()) {
            for (int stream = 1; stream <= 201; stream += 2) {
                client.request(stream, "POST", "/upload", false, "authorization", "Bearer alice");
            }
            assertThat(client.answer(201).reset()).isEqualTo(7);
            assertThat(client.soFar(199).reset()).isEqualTo(Http2Client.NOTHING);
        }
    }

    @Test
    void aClientThatNeverSaysWhatItSpeaksIsCutOff() throws IOException {
        try (SecureEdge edge = new SecureEdge(Edge.limits(AMPLE, AMPLE, AMPLE), ARRIVAL);
                Http2Client client = Http2Client.silent(edge.port(), edge.trusting())) {
            client.raw("PRI * HTTP/2".getBytes(StandardCharsets.US_ASCII));
            client.end();
            assertThat(edge.edge().executed).hasValue(0);
        }
    }

    @Test
    void aHandshakeThatDripsIsCutOff() throws IOException {
        try (SecureEdge edge = new SecureEdge(Edge.limits(AMPLE, AMPLE, AMPLE), ARRIVAL);
                RawClient client = new RawClient(edge.port())) {
            client.send("\u0016\u0003\u0001");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void whoArrivesInTimeMayStay() throws Exception {
        try (SecureEdge edge = new SecureEdge(Edge.limits(AMPLE, AMPLE, AMPLE), ARRIVAL);
                Http2Client client = edge.client()) {
            assertThat(client.get(1, "/hello").answer(1).status()).isEqualTo(200);
            client.get(3, "/slow");
            edge.edge().entered.await();
            try (Http2Client late = Http2Client.silent(edge.port(), edge.trusting())) {
                // As long as one that does not.
                late.end();
            }
            edge.edge().leave.release();
            assertThat(client.answer(3).status()).isEqualTo(200);
        }
    }

    @Test
    void aConnectionWithoutRequestsIsCutOffAlsoWhenAHeadDrips() throws IOException {
        try (SecureEdge edge = hasty(SHORT, AMPLE, AMPLE);
                Http2Client client = edge.client()) {
            client.frame(HEADERS, 0, 1, hello());
            client.end();
            assertThat(edge.edge().executed).hasValue(0);
        }
        try (SecureEdge edge = hasty(AMPLE, SHORT, AMPLE);
                Http2Client client = edge.client()) {
            assertThat(client.get(1, "/hello").answer(1).status()).isEqualTo(200);
            client.end();
        }
    }

    @Test
    void aSlowBodyEndsItsStreamAlone() throws IOException {
        try (SecureEdge edge = hasty(AMPLE, AMPLE, SHORT);
                Http2Client client = edge.client()) {
            client.request(1, "POST", "/echo", false).data(1, "drip", false);
            assertThat(client.answer(1).status()).isEqualTo(408);
            assertThat(client.get(3, "/hello").answer(3).status()).isEqualTo(200);
        }
    }

    /** One whose window never opens would be kept in memory for as long as the client likes. */
    @Test
    void anAnswerThatNobodyTakesEndsWithItsStream() throws IOException {
        try (SecureEdge edge = hasty(AMPLE, SHORT, AMPLE);
                Http2Client client =
                        Http2Client.to(edge.port(), edge.trusting(), INITIAL_WINDOW, 5)
                                .takingNothing()) {
            client.get(1, "/hello");
            assertThat(client.resetOf(1)).isEqualTo(CANCEL);
            assertThat(client.soFar(1).length()).isEqualTo(5);
        }
    }

    private static byte[] hello() {
        return Http2Client.block(
                ":method", "GET",
                ":scheme", "https",
                ":authority", "gateway.example",
                ":path", "/hello");
    }
}
