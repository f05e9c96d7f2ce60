package dev.sentinel.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Answers that take no thread. */
class AtOnceTest {
    @AutoClose private final Edge edge = new Edge();

    AtOnceTest() throws IOException {}

    private RawClient.Answer asked(String query) throws Exception {
        try (RawClient client = edge.client()) {
            client.request("GET /at-once?" + query);
            return client.answer("GET");
        }
    }

    @Test
    void whatCanBeToldAtOnceTakesNoThread() throws Exception {
        assertThat(asked("tells=it").body()).contains("\"thread\":false");
    }

    @Test
    void whatCannotTakesOne() throws Exception {
        assertThat(asked("tells=nothing").body()).contains("\"thread\":true");
    }

    /** Its writer may block, and nobody else of the loop would be served meanwhile. */
    @Test
    void whatIsWrittenWhileItLeavesIsRefused() throws Exception {
        assertThat(asked("tells=stream").status()).isEqualTo(500);
        assertThat(edge.executed).hasValue(0);
        assertThat(asked("tells=it").status()).isEqualTo(200);
    }

    @Test
    void whatIsThrownIsAnswered() throws Exception {
        assertThat(asked("tells=problem").status()).isEqualTo(403);
        assertThat(asked("tells=bug").status()).isEqualTo(500);
        assertThat(asked("tells=it").status()).isEqualTo(200);
    }
}
