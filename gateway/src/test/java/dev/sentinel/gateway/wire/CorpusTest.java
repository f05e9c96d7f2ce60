package dev.sentinel.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.gateway.selftest.Conversation;
import dev.sentinel.gateway.selftest.Expected.Arrives;
import dev.sentinel.gateway.selftest.Expected.InStep;
import dev.sentinel.gateway.selftest.Expected.NeverWhole;
import dev.sentinel.gateway.selftest.Expected.Refused;
import dev.sentinel.gateway.selftest.Target;
import dev.sentinel.gateway.selftest.WireCase;
import dev.sentinel.gateway.selftest.WireCorpus;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The corpus of {@code sentinel selftest}, with what only a recording service can see: that nothing
 * of a refused request has arrived.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CorpusTest {
    private static final String LAST_CHUNK = "0\r\n\r\n";
    private RecordingUpstream upstream;
    private RunningGateway gateway;

    @BeforeAll
    void start() throws IOException {
        upstream = RecordingUpstream.ok();
        gateway = new RunningGateway(upstream.port());
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    static List<WireCase> cases() {
        return WireCorpus.of(Target.through("gateway.example", "/api/v1/wrapped/echo", "alice"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void holds(WireCase wire) throws Exception {
        upstream.forget();
        int arrived = upstream.everything().length();
        int whole = count(upstream.everything());

        Conversation seen =
                Conversation.hold(
                        URI.create("http://127.0.0.1:" + gateway.port()),
                        wire.request(),
                        wire.expected().answers());

        switch (wire.expected()) {
            case Refused refused -> {
                assertThat(refused.breach(seen)).as(seen.toString()).isEmpty();
                assertThat(upstream.everything()).hasSize(arrived);
            }
            case NeverWhole never -> {
                assertThat(never.breach(seen)).as(seen.toString()).isEmpty();
                assertThat(count(upstream.everything())).isEqualTo(whole);
            }
            case InStep inStep -> assertThat(inStep.breach(seen)).as(seen.toString()).isEmpty();
            case Arrives arrives ->
                    assertThat(arrives.breach(upstream.nextRequest().replace("\r\n", "\n")))
                            .isEmpty();
        }
    }

    private static int count(String text) {
        return text.split(LAST_CHUNK, -1).length;
    }
}
