package dev.sentinel.gateway.forward.http1;

import static dev.sentinel.gateway.forward.http1.TestPool.ANSWER;
import static dev.sentinel.gateway.forward.http1.TestPool.MANY;
import static dev.sentinel.gateway.forward.http1.TestPool.answer;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ServicePoolTest {
    @AutoClose private final TestPool pool = new TestPool(Duration.ofSeconds(60));

    ServicePoolTest() throws IOException {}

    /** Takes the answer only when it is told to. */
    private static final class Slow extends Calling {
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private final CompletableFuture<Boolean> rung = new CompletableFuture<>();

        @Override
        public void opened(ServiceCall call) {
            call.alarm().set(Duration.ofSeconds(1).toNanos(), () -> rung.complete(true));
            super.opened(call);
        }

        @Override
        public void answered(Answer begins) {
            super.answered(begins);
            begins.pause();
            answer.complete(begins);
        }
    }

    /** Nobody is there any more when the turn comes. */
    private static final class Left extends Calling {
        @Override
        public void opened(ServiceCall call) {
            call.reset();
        }
    }

    @Test
    void thousandsWhoLeftWhileTheyWaitedHoldUpNobody() throws Exception {
        Calling first = new Calling();
        Calling last = new Calling();
        CallListener[] gone = new CallListener[MANY];
        Arrays.setAll(gone, _ -> new Left());
        pool.open(first);
        pool.open(gone);
        pool.open(last);
        try (Socket connection = pool.accept()) {
            answer(connection, ANSWER);
            answer(connection, ANSWER);

            assertThat(first.body()).isEqualTo("hello");
            assertThat(last.body()).isEqualTo("hello");
        }
    }

    /** What has come whole is not lost when its connection ends before it is taken. */
    @Test
    void wholeAnswerOutlivesItsConnection() throws Exception {
        Slow slow = new Slow();
        Calling next = new Calling();
        pool.open(slow, next);
        try (Socket connection = pool.accept()) {
            answer(connection, ANSWER);
            slow.answer.get(10, TimeUnit.SECONDS);
        }
        // The only connection has been seen to end when there is another one.
        try (Socket connection = pool.accept()) {
            answer(connection, ANSWER);
            assertThat(next.body()).isEqualTo("hello");
        }
        assertThat(slow.body).isNotDone();
        // Nor is it kept for ever for somebody who never takes it.
        assertThat(slow.rung.get(10, TimeUnit.SECONDS)).isTrue();
        pool.onLoop(() -> slow.answer.join().resume());

        assertThat(slow.body()).isEqualTo("hello");
    }

    /** Else each such call would take a connection with it. */
    @Test
    void callThatCannotBeginHasFailedAndItsConnectionIsReplaced() throws Exception {
        Calling broken =
                new Calling() {
                    @Override
                    public void opened(ServiceCall call) {
                        call.head().begin("G T", "/", "service.example");
                    }
                };
        Calling next = new Calling();
        pool.open(broken, next);
        try (Socket first = pool.accept();
                Socket second = pool.accept()) {
            assertThat(first.getInputStream().read()).isEqualTo(-1);
            answer(second, ANSWER);
        }
        assertThat(next.body()).isEqualTo("hello");
        assertThat(broken.body).isCompletedExceptionally();
    }
}
