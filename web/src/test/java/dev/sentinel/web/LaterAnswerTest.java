package dev.sentinel.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Answers that another thread finishes when the endpoint has returned. */
class LaterAnswerTest {
    private static final Duration AMPLE = Duration.ofSeconds(20);

    @AutoClose private final Edge edge;

    LaterAnswerTest() throws IOException {
        edge =
                new Edge(
                        new ListenerConfig(
                                "one", "127.0.0.1", 0, Dialect.AGENT, 1, 64, AMPLE, AMPLE, AMPLE));
    }

    @Test
    void leavesWhenItIsFinishedAndIsACallUntilThen() throws Exception {
        try (RawClient client = edge.client();
                RawClient other = edge.client()) {
            asked(client);
            other.request("GET /hello");
            assertThat(other.answer("GET").status()).isEqualTo(503);

            edge.later.complete(Response.json(201, "done"));

            assertThat(client.answer("GET").status()).isEqualTo(201);
            other.request("GET /hello");
            assertThat(other.answer("GET").status()).isEqualTo(200);
        }
    }

    @Test
    void whatFailsInTheEndIsRefusedAsIfItHadBeenThrown() throws Exception {
        try (RawClient client = edge.client()) {
            asked(client);

            edge.later.completeExceptionally(new CompletionException(Problem.forbidden("no")));

            assertThat(client.answer("GET").status()).isEqualTo(403);
        }
    }

    /** An answer without its body would look whole. */
    @Test
    void whatIsNotWholeInTheEndIsRefused() throws Exception {
        try (RawClient client = edge.client()) {
            asked(client);

            edge.later.complete(
                    Response.streamed(200, "text/plain", out -> out.write(new byte[1])));

            assertThat(client.answer("GET").status()).isEqualTo(500);
        }
    }

    private void asked(RawClient client) throws Exception {
        client.request("GET /later");
        assertThat(edge.entered.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
