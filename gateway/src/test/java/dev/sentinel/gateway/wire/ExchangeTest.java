package dev.sentinel.gateway.wire;

import static dev.sentinel.gateway.wire.RunningGateway.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expectations, early and bodiless answers, and answers that break off (RFC 9110, RFC 9112). */
class ExchangeTest {
    private static final String POST = "POST /v1/cases";

    /** RFC 9110 §10.1.1: met here, so it is not passed on; and not before the caller is allowed. */
    @Test
    void expectationIsMetHereOnceTheServiceIsThere() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(request(POST, "Expect: 100-continue", "Content-Length: 5"));

            assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");
            assertThat(client.send("hello").readMessage()).startsWith("HTTP/1.1 200 ");
            assertThat(Bytes.header(upstream.nextRequest(), "Expect")).isEmpty();
        }
    }

    @Test
    void refusedCallerIsNotAskedForItsBody() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(
                    Bytes.lines(
                            "POST /v1/cases HTTP/1.1",
                            "Host: g",
                            "Expect: 100-continue",
                            "Content-Length: 5",
                            "",
                            ""));

            assertThat(client.readMessage()).startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void unknownExpectationIsRefused() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(request("GET /v1/cases", "Expect: 200-maybe"));

            assertThat(client.readMessage()).startsWith("HTTP/1.1 417 ");
            assertThat(upstream.everything()).isEmpty();
        }
    }

    @Test
    void answerToAHalfSentRequestArrivesAndTheConnectionEnds() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            connection.readHead();
                            connection.send(
                                    "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
                            connection.readAll();
                        });
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(request(POST, "Content-Length: 100000") + "begun");

            String answer = client.readMessage();
            assertThat(answer).startsWith("HTTP/1.1 403 ").endsWith("no");
            assertThat(Bytes.header(answer, "Connection")).isEqualTo("close");
            assertThat(client.endsWithin(5_000)).isTrue();
        }
    }

    /** RFC 9110 §9.3.2, §15.3.5, §15.4.5: these never have a body, whatever the head says. */
    @ParameterizedTest
    @ValueSource(strings = {"204 No Content", "304 Not Modified"})
    void bodilessAnswersLeaveTheConnectionInStep(String status) throws Exception {
        String head = "HTTP/1.1 " + status + "\r\nETag: \"x\"\r\n\r\n";
        try (RecordingUpstream upstream = RecordingUpstream.answering(head);
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            for (int i = 0; i < 3; i++) {
                String answer = client.send(request("GET /v1/cases")).readMessage(true);
                assertThat(answer).startsWith("HTTP/1.1 " + status.substring(0, 3));
                assertThat(Bytes.header(answer, "Transfer-Encoding")).isEmpty();
            }
        }
    }

    @Test
    void headTellsTheLengthAndHasNoBody() throws Exception {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n";
        try (RecordingUpstream upstream = RecordingUpstream.answering(head);
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            for (int i = 0; i < 3; i++) {
                String answer = client.send(request("HEAD /v1/cases")).readMessage(true);
                assertThat(Bytes.header(answer, "Content-Length")).isEqualTo("1234");
            }
            assertThat(upstream.nextRequest()).startsWith("HEAD /v1/cases ");
        }
    }

    @Test
    void earlyHintsArePassedOn() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.answering(
                                Bytes.lines(
                                        "HTTP/1.1 103 Early Hints",
                                        "Link: </a.css>",
                                        "Set-Cookie: a=b",
                                        "",
                                        "HTTP/1.1 200 OK",
                                        "Content-Length: 2",
                                        "",
                                        "ok"));
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(request("GET /v1/cases"));

            String hints = client.readHead();
            assertThat(hints).startsWith("HTTP/1.1 103 ");
            assertThat(Bytes.header(hints, "Link")).isEqualTo("</a.css>");
            assertThat(Bytes.header(hints, "Set-Cookie")).isEmpty();
            assertThat(client.readMessage()).startsWith("HTTP/1.1 200 ").endsWith("ok");
        }
    }

    /** RFC 9110 §9.3.2: nor does the answer to a HEAD that has a body itself. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\n\r\nok",
                "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
            })
    void answerToHeadHasNoBodyWhateverTheRequestHas(String rest) throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.answering(
                                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            for (int i = 0; i < 2; i++) {
                String asked = request("HEAD /v1/cases");
                client.send(asked.substring(0, asked.length() - 2) + rest);

                String head = client.readHead();
                assertThat(head).startsWith("HTTP/1.1 200 ");
                assertThat(Bytes.header(head, "Content-Length")).isEqualTo("9");
            }
            assertThat(upstream.connectionCount()).isEqualTo(1);
        }
    }

    /** Hints have no back-pressure: without end they would fill the gateway. */
    @Test
    void moreEarlyHintsThanAnybodyNeedsAreLeftOut() throws Exception {
        String hint = Bytes.lines("HTTP/1.1 103 Early Hints", "Link: </a.css>", "", "");
        try (RecordingUpstream upstream =
                        RecordingUpstream.answering(
                                hint.repeat(100)
                                        + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            for (int i = 0; i < 2; i++) {
                client.send(request("GET /v1/cases"));
                int hints = 0;
                String head = client.readHead();
                while (head.startsWith("HTTP/1.1 103 ")) {
                    hints++;
                    head = client.readHead();
                }
                assertThat(head).startsWith("HTTP/1.1 200 ");
                assertThat(client.read(2)).isEqualTo("ok");
                assertThat(hints).isEqualTo(16);
            }
            assertThat(upstream.connectionCount()).isEqualTo(1);
        }
    }

    /** RFC 9110 §15.2: a client that does not know an interim answer waits for the final one. */
    @Test
    void otherInterimAnswersAreLeftOut() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.answering(
                                Bytes.lines(
                                        "HTTP/1.1 102 Processing",
                                        "",
                                        "HTTP/1.1 100 Continue",
                                        "Content-Length: 5",
                                        "",
                                        "HTTP/1.1 200 OK",
                                        "Content-Length: 2",
                                        "",
                                        "ok"));
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            for (int i = 0; i < 3; i++) {
                String answer =
                        client.send(request("POST /v1/cases", "Content-Length: 0")).readMessage();
                assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nok");
            }
            assertThat(upstream.connectionCount()).isEqualTo(1);
        }
    }

    /** A service that answers twice would have its second answer taken for the next caller's. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret",
                "HTTP/1.1 200 OK\r\nX-Half: secret\r\n",
                "HTTP/1.1 200 OK\r\nX-Half: secret"
            })
    void whatNobodyAskedForNeverReachesTheNextCaller(String more) throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.answering(
                                Bytes.lines("HTTP/1.1 200 OK", "Content-Length: 2", "", "ok")
                                        + more);
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            for (int i = 0; i < 3; i++) {
                String answer = client.send(request("GET /v1/cases")).readMessage();
                assertThat(answer).endsWith("\r\n\r\nok").doesNotContain("secret");
            }
            assertThat(upstream.connectionCount()).isEqualTo(3);
        }
    }

    /** RFC 9112 §8: an incomplete message must not look complete. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 100\r\n\r\nhalf",
                "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"
            })
    void serviceThatDiesMidBodyIsSeenToHaveDied(String rest) throws Exception {
        for (boolean reset : new boolean[] {true, false}) {
            CountDownLatch read = new CountDownLatch(1);
            try (RecordingUpstream upstream =
                            RecordingUpstream.serving((connection, _) -> {
                                connection.readMessage();
                                connection.send("HTTP/1.1 200 OK\r\n" + rest);
                                await(read);
                                if (reset) {
                                    connection.reset();
                                }
                            });
                    RunningGateway gateway = new RunningGateway(upstream.port());
                    Bytes client = gateway.connect()) {
                String head = client.send(request("GET /v1/cases")).readHead();
                assertThat(head).startsWith("HTTP/1.1 200 ");
                read.countDown();

                String body = client.readAll();
                assertThat(body).contains("half").doesNotContain("0\r\n\r\n");
                assertThat(body.length()).isLessThan(100);
            }
        }
    }

    @Test
    void clientThatLeavesEndsTheCallUpstream() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(1);
        try (RecordingUpstream upstream =
                        RecordingUpstream.serving((connection, _) -> {
                            connection.readMessage();
                            arrived.countDown();
                            connection.readAll();
                            ended.countDown();
                        });
                RunningGateway gateway = new RunningGateway(upstream.port())) {
            Bytes client = gateway.connect();
            client.send(request("GET /v1/cases"));
            assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
            client.close();

            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void answerWithoutLengthReachesAnOldClientUntilClose() throws Exception {
        try (RecordingUpstream upstream =
                        RecordingUpstream.answering(
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
                RunningGateway gateway = new RunningGateway(upstream.port());
                Bytes client = gateway.connect()) {
            client.send(
                    Bytes.lines(
                            "GET /v1/cases HTTP/1.0",
                            "Authorization: Bearer alice",
                            "Connection: keep-alive",
                            "",
                            ""));

            String answer = client.readAll();
            assertThat(answer).endsWith("\r\n\r\nabc");
            assertThat(Bytes.header(answer, "Transfer-Encoding")).isEmpty();
        }
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
