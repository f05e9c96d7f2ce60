package dev.sentinel.gateway.wire;

import static dev.sentinel.gateway.wire.RunningGateway.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.trust.revocation.OpenStreams.End;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6455 and RFC 9931: a WebSocket is a request like any other, and bytes only after it. */
class WebSocketTest {
    private static final String GET = "GET /api/v1/wrapped/ws?a=b";
    private static final String[] ASKED = {
        "Upgrade: websocket",
        "Connection: keep-alive, Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Protocol: chat"
    };
    private static final String AGREED =
            Bytes.lines(
                    "HTTP/1.1 101 Switching Protocols",
                    "Upgrade: websocket",
                    "Connection: Upgrade",
                    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                    "Sec-WebSocket-Protocol: chat",
                    "Set-Cookie: a=b",
                    "",
                    "");

    @Test
    void bytesFlowBothWaysAfterBothSidesAgreed() throws Exception {
        try (RecordingUpstream upstream = echoing();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            String head = client.send(request(GET, ASKED)).readHead();
            assertThat(head).startsWith("HTTP/1.1 101 ");
            assertThat(Bytes.header(head, "Sec-WebSocket-Accept"))
                    .isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            assertThat(Bytes.header(head, "Sec-WebSocket-Protocol")).isEqualTo("chat");
            assertThat(Bytes.header(head, "Set-Cookie")).isEmpty();
            assertThat(client.send("\u0081\u0002hi").read(4)).isEqualTo("\u0081\u0002hi");
            assertThat(client.send("more").read(4)).isEqualTo("more");
            assertThat(gateway.watched).hasSize(1);

            String received = upstream.everything();
            assertThat(received).startsWith("GET /ws?a=b HTTP/1.1\r\n");
            assertThat(Bytes.header(received, "Connection")).isEqualToIgnoringCase("upgrade");
            assertThat(Bytes.header(received, "X-User-Id")).isEqualTo("usr_alice");
            assertThat(received).doesNotContain("Bearer alice");
        }
    }

    /** RFC 9110 §7.6.1, as for any other request. */
    @Test
    void headersOfTheConnectionStayOnIt() throws Exception {
        String[] headers = ASKED.clone();
        headers[1] = "Connection: Upgrade, Foo";
        headers[4] = "Foo: bar\r\nExpect: 100-continue";
        try (RecordingUpstream upstream = echoing();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            assertThat(client.send(request(GET, headers)).readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(upstream.everything()).doesNotContain("Foo", "bar", "Expect");
        }
    }

    @Test
    void refusedWebSocketsTakeNobodysPlace() throws Exception {
        try (RecordingUpstream upstream = echoing();
                RunningGateway gateway =
                        new RunningGateway(
                                upstream.port(), "websocket: true", "pool: { websockets: 2 }")) {
            gateway.credentialsHold = false;
            for (int i = 0; i < 8; i++) {
                try (Bytes client = gateway.connect()) {
                    assertThat(client.send(request("GET /v1/cases/ws", ASKED)).readAll())
                            .startsWith("HTTP/1.1 401 ");
                }
            }
            gateway.credentialsHold = true;
            try (Bytes client = gateway.connect()) {
                assertThat(client.send(request("GET /v1/cases/ws", ASKED)).readHead())
                        .startsWith("HTTP/1.1 101 ");
            }
        }
    }

    /** RFC 9931 §4: what a client sends before the answer may be a request in disguise. */
    @Test
    void noByteReachesTheServiceBeforeItAgrees() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            connection.readHead();
                            await(sent);
                            connection.send("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
                            connection.readAll();
                        });
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(
                    request(GET, ASKED)
                            + "GET /v1/cases/smuggled HTTP/1.1\r\nHost: g\r\n"
                            + "Authorization: Bearer alice\r\n\r\n");
            sent.countDown();

            String all = client.readAll();
            assertThat(all).startsWith("HTTP/1.1 403 ").doesNotContain("HTTP/1.1 200");
            assertThat(upstream.everything()).doesNotContain("smuggled");
        }
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Sec-WebSocket-Version: 8|426",
                "Sec-WebSocket-Key: short|400",
                "Content-Length: 3|400",
                "Connection: Upgrade, Authorization|400",
                "Connection: Upgrade, Cookie|400",
                "Connection: Upgrade, X_User_Id|400",
                "Expect: 200-ok|417",
                "Origin: https://evil.example|403",
                "Origin: http://gateway.example.evil.example|403"
            })
    void badHandshakeIsRefusedWithoutContact(String header, int status) throws Exception {
        try (RecordingUpstream upstream = echoing();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            String name = header.substring(0, header.indexOf(':') + 1);
            String[] headers = new String[ASKED.length + 1];
            for (int i = 0; i < ASKED.length; i++) {
                headers[i] = ASKED[i].startsWith(name) ? "X: y" : ASKED[i];
            }
            headers[ASKED.length] = header;
            String answer = client.send(request(GET, headers) + "abc").readMessage();

            assertThat(Bytes.status(answer)).as(answer).isEqualTo(status);
            assertThat(upstream.everything()).isEmpty();
            assertThat(client.endsWithin(5_000)).isTrue();
        }
    }

    @Test
    void pageOfAnAllowedOriginMayOpenOneAndSoMayOurOwn() throws Exception {
        Map<String, String> settings = Map.of("CORS_ALLOW_ORIGINS", "https://app.example");
        try (RecordingUpstream upstream = echoing();
                RunningGateway gateway = new RunningGateway(upstream.port(), settings)) {
            for (String origin : new String[] {"https://app.example", "http://gateway.example"}) {
                try (Bytes client = gateway.connect()) {
                    String[] headers = ASKED.clone();
                    headers[4] = "Origin: " + origin;
                    assertThat(client.send(request(GET, headers)).readHead())
                            .startsWith("HTTP/1.1 101 ");
                }
            }
        }
    }

    @Test
    void callerWithoutTheRoleOrTokenGetsNone() throws Exception {
        try (RecordingUpstream upstream = echoing();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(
                    "GET /api/v1/wrapped/ws HTTP/1.1\r\nHost: g\r\n"
                            + String.join("\r\n", ASKED)
                            + "\r\n\r\n");
            assertThat(client.readMessage()).startsWith("HTTP/1.1 401 ");
            assertThat(upstream.everything()).isEmpty();
        }
    }

    /** A route that offers none answers the request as if it had not asked (RFC 9110 §7.8). */
    @Test
    void routeWithoutWebSocketsIgnoresTheUpgrade() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            assertThat(client.send(request("GET /v1/cases", ASKED)).readMessage())
                    .startsWith("HTTP/1.1 200 ");
            String received = upstream.nextRequest();
            assertThat(Bytes.header(received, "Upgrade")).isEmpty();
            assertThat(Bytes.header(received, "Connection")).isEmpty();
        }
    }

    /** An answer that only looks like an agreement would open a tunnel past every rule. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 101 X~Upgrade: websocket~Connection: Upgrade~Sec-WebSocket-Accept: wrong~~|502",
                "HTTP/1.1 101 X~Upgrade: h2c~Connection: Upgrade~~|502",
                "HTTP/1.1 200 OK~Content-Length: 0~~|502",
                "HTTP/1.1 401 No~Content-Length: 0~~|502",
                "HTTP/1.1 404 No~Content-Length: 0~~|404",
                "HTTP/1.1 503 No~Content-Length: 0~~|503"
            })
    void agreementMustBeProven(String answer, int status) throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            connection.readHead();
                            connection.send(answer.replace("~", "\r\n"));
                            connection.readAll();
                        });
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            String refused = client.send(request(GET, ASKED)).readMessage();
            assertThat(Bytes.status(refused)).as(refused).isEqualTo(status);
            assertThat(client.endsWithin(5_000)).isTrue();
            assertThat(gateway.watched).isEmpty();
        }
    }

    @Test
    void revocationEndsBothSides() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RecordingUpstream upstream = echoing(ended);
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(request(GET, ASKED)).readHead();
            client.send("hi").read(2);
            gateway.watched.getFirst().accept(End.REVOKED);

            assertThat(client.endsWithin(5_000)).isTrue();
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(gateway.watched).isEmpty();
        }
    }

    /** RFC 6455 §7.4.1; where the service's last frame is whole, for else it would be in it. */
    @ParameterizedTest
    @CsvSource({"2, true", "3, false"})
    void revocationIsToldBetweenFrames(int length, boolean told) throws Exception {
        try (RecordingUpstream upstream = echoing();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(request(GET, ASKED)).readHead();
            client.send("\u0081" + (char) length + "hi").read(4);
            gateway.watched.getFirst().accept(End.REVOKED);

            assertThat(client.readAll())
                    .isEqualTo(told ? "\u0088\u000f\u0003\u00f0INVALID_TOKEN" : "");
        }
    }

    @Test
    void silenceIsToldAsGoingAway() throws Exception {
        try (RecordingUpstream upstream = echoing();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(request(GET, ASKED)).readHead();
            client.send("\u0081\u0002hi").read(4);

            assertThat(client.readAll()).isEqualTo("\u0088\u0002\u0003\u00e9");
        }
    }

    /** However much is said on it. */
    @Test
    void ageIsToldAsGoingAway() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RecordingUpstream upstream = telling(ended);
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            gateway.rewrite(yaml -> yaml.replace("lifetime_ms: 60000", "lifetime_ms: 1000"));
            client.send(request(GET, ASKED)).readHead();

            assertThat(client.readAll())
                    .startsWith("\u0081\u0002hi")
                    .endsWith("\u0088\u0002\u0003\u00e9");
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(gateway.watched).isEmpty();
        }
    }

    /** Never silent, until it is hung up on. */
    private static RecordingUpstream telling(CountDownLatch ended) throws IOException {
        return RecordingUpstream.serving((connection, _) -> {
            try {
                connection.readHead();
                connection.send(AGREED);
                while (!connection.endsWithin(50)) {
                    connection.send("\u0081\u0002hi");
                }
            } finally {
                ended.countDown();
            }
        });
    }

    @Test
    void silentOneIsClosedAndOneThatSpeaksIsNot() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RecordingUpstream upstream = echoing(ended);
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(request(GET, ASKED)).readHead();
            // The route allows a silence of a second and a half.
            for (int i = 0; i < 4; i++) {
                assertThat(client.endsWithin(600)).isFalse();
                client.send("x").read(1);
            }
            assertThat(client.endsWithin(6_000)).isTrue();
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void eitherSideThatLeavesTakesTheOtherAlong() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RecordingUpstream upstream = echoing(ended);
                RunningGateway gateway = new RunningGateway(upstream.port())) {
            try (Bytes client = gateway.connect()) {
                client.send(request(GET, ASKED)).readHead();
            }
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            connection.readHead();
                            connection.send(AGREED + "bye");
                        });
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(request(GET, ASKED)).readHead();
            assertThat(client.read(3)).as("sent together with the agreement").isEqualTo("bye");
            assertThat(client.endsWithin(5_000)).isTrue();
        }
    }

    @Test
    void slowReaderHoldsUpTheWriter() throws Exception {
        AtomicLong sent = new AtomicLong();
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            connection.readHead();
                            connection.send(AGREED);
                            byte[] part = new byte[1 << 16];
                            while (sent.get() < 200L << 20) {
                                connection.socket().getOutputStream().write(part);
                                sent.addAndGet(part.length);
                            }
                        });
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(request(GET, ASKED)).readHead();
            client.read(1);

            assertThat(StreamingTest.settled(sent)).isLessThan(16L << 20);
        }
    }

    private static RecordingUpstream echoing() throws IOException {
        return echoing(new CountDownLatch(1));
    }

    private static RecordingUpstream echoing(CountDownLatch ended) throws IOException {
        return RecordingUpstream.serving((connection, _) -> {
            try {
                connection.readHead();
                connection.send(AGREED);
                while (true) {
                    connection.send(connection.read(1));
                }
            } finally {
                ended.countDown();
            }
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("the other side did not get there");
            }
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
