package dev.sentinel.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.client.AnsweringServer.Answer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How long a client waits. */
class PatienceTest {
    @Test
    void anApprovedErasureOutlivesThePatienceOfOtherCalls() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        CountDownLatch erased = new CountDownLatch(1);
        try (AnsweringServer server = new AnsweringServer(() -> slowly(asked, erased))) {
            Wire impatient = new Wire(server.uri(), Duration.ofMillis(200));
            AgentIdPClient client = AgentIdPClient.withToken(impatient, () -> "token");

            CompletableFuture<Long> approval =
                    CompletableFuture.supplyAsync(() -> client.erasures().approveErasure("e1"));
            assertThatThrownBy(() -> client.erasures().requestErasure("p1", "left", List.of()))
                    .isInstanceOf(AgentIdPException.Unreachable.class);
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            erased.countDown();

            assertThat(approval.get(10, TimeUnit.SECONDS)).isEqualTo(7);
        }
    }

    private static Answer slowly(CountDownLatch asked, CountDownLatch erased) {
        asked.countDown();
        try {
            if (!erased.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody let go");
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        return new Answer(200, "{\"erasureId\":\"e1\",\"erased\":7}");
    }
}
