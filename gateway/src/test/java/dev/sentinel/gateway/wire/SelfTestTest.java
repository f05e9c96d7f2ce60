package dev.sentinel.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.gateway.selftest.SelfTest;
import dev.sentinel.gateway.selftest.SelfTest.NoGateway;
import dev.sentinel.gateway.selftest.SelfTest.Outcome.Broken;
import dev.sentinel.gateway.selftest.SelfTest.Outcome.Held;
import dev.sentinel.gateway.selftest.SelfTest.Outcome.Unseen;
import dev.sentinel.gateway.selftest.SelfTest.Result;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The score of a gateway, seen from outside. */
class SelfTestTest {
    private static final String ECHO = "/api/v1/wrapped/echo";

    @Test
    void ourGatewayHoldsAllBeforeAServiceThatTellsWhatArrives() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.telling();
                RunningGateway gateway = new RunningGateway(upstream.port())) {
            SelfTest test = SelfTest.of(at(gateway.port()), ECHO, Optional.of("alice"));
            AtomicInteger told = new AtomicInteger();

            List<Result> results = test.run(told::incrementAndGet);

            assertThat(results).extracting(Result::outcome).containsOnly(new Held());
            assertThat(results).hasSize(test.size());
            assertThat(told.get()).isEqualTo(test.size());
        }
    }

    /** What was not looked at has not held. */
    @Test
    void whatCannotBeSeenIsToldAsSuch() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = new RunningGateway(upstream.port())) {
            Map<Optional<String>, String> tokens =
                    Map.of(
                            Optional.empty(), "there is no token for GET " + ECHO,
                            Optional.of("alice"),
                                    "GET "
                                            + ECHO
                                            + " is answered by a service that does not tell what"
                                            + " arrives",
                            Optional.of("unknown"), "GET " + ECHO + " is answered 401");
            for (Map.Entry<Optional<String>, String> token : tokens.entrySet()) {
                List<Result> results =
                        SelfTest.of(at(gateway.port()), ECHO, token.getKey()).run(() -> {});

                assertThat(results)
                        .filteredOn(each -> each.wireCase().needsEcho())
                        .isNotEmpty()
                        .extracting(Result::outcome)
                        .containsOnly(new Unseen(token.getValue()));
            }
            assertThat(upstream.everything()).doesNotContain("POST");
        }
    }

    @Test
    void aServerThatTakesLengthsAndChunksIsNamed() throws Exception {
        try (RecordingUpstream credulous =
                RecordingUpstream.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            List<Result> results =
                    SelfTest.of(at(credulous.port()), ECHO, Optional.empty()).run(() -> {});

            assertThat(results)
                    .filteredOn(each -> each.outcome() instanceof Broken)
                    .extracting(each -> each.wireCase().name())
                    .contains("length and chunks", "two lengths", "TRACE", "two Hosts");
            assertThat(results)
                    .filteredOn(each -> each.wireCase().name().equals("length and chunks"))
                    .singleElement()
                    .extracting(each -> ((Broken) each.outcome()).what())
                    .asString()
                    .contains("answered 200; [400] and the end of the connection is right");
        }
    }

    @Test
    void whoDoesNotAnswerIsNoGateway() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThatThrownBy(() -> SelfTest.of(at(free), ECHO, Optional.empty()))
                .isInstanceOf(NoGateway.class)
                .hasMessageContaining("nothing listens at http://127.0.0.1:" + free);
        try (RecordingUpstream other =
                RecordingUpstream.answering(
                        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")) {
            assertThatThrownBy(() -> SelfTest.of(at(other.port()), ECHO, Optional.empty()))
                    .isInstanceOf(NoGateway.class)
                    .hasMessageContaining("does not answer GET /health with 200");
        }
    }

    /** Whoever looks for a gateway that runs looks in the wrong place. */
    @Test
    void whoIsNotTrustedIsToldSo() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.ok();
                RunningGateway gateway = RunningGateway.secure(upstream.port())) {
            URI secure = URI.create("https://127.0.0.1:" + gateway.port());
            assertThatThrownBy(() -> SelfTest.of(secure, ECHO, Optional.empty()))
                    .isInstanceOf(NoGateway.class)
                    .hasMessageContaining("a certificate that is not trusted here");

            URI plain = URI.create("https://127.0.0.1:" + upstream.port());
            assertThatThrownBy(() -> SelfTest.of(plain, ECHO, Optional.empty()))
                    .isInstanceOf(NoGateway.class)
                    .hasMessageContaining("TLS with " + plain + " fails");
        }
    }

    private static URI at(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }
}
