package dev.sentinel.gateway.forward.http1;

import static dev.sentinel.gateway.forward.http1.TestPool.ANSWER;
import static dev.sentinel.gateway.forward.http1.TestPool.answer;
import static dev.sentinel.gateway.forward.http1.TestPool.say;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9112 §9.2: what nobody asked for is the answer to nobody (response queue poisoning). */
class StrayAnswerTest {
    private static final String POISON = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison";

    @AutoClose private final TestPool pool = new TestPool(Duration.ofSeconds(60));

    StrayAnswerTest() throws IOException {}

    /** Of a body that is yet to come. */
    private static final class Posting extends Calling {
        private final CompletableFuture<ServiceCall> begun = new CompletableFuture<>();

        @Override
        public void opened(ServiceCall call) {
            call.head().begin("POST", "/", "service.example");
            call.head().add("content-length", "3");
            call.begin(false, false);
            begun.complete(call);
        }
    }

    /** Takes the answer only when it is told to. */
    private static final class Slow extends Calling {
        private final CompletableFuture<ServiceCall> call = new CompletableFuture<>();
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();

        @Override
        public void opened(ServiceCall begins) {
            super.opened(begins);
            call.complete(begins);
        }

        @Override
        public void answered(Answer begins) {
            super.answered(begins);
            begins.pause();
            answer.complete(begins);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 2", "HTTP/1.1 200 OK\r\nX: y\r\n", POISON})
    void bytesOnAnIdleConnectionEndIt(String stray) throws Exception {
        Calling first = new Calling();
        pool.open(first);
        try (Socket connection = pool.accept()) {
            answer(connection, ANSWER);
            assertThat(first.body()).isEqualTo("hello");
            // The loop has gone on: the connection is idle.
            pool.settle();
            say(connection, stray);

            assertThat(connection.getInputStream().read()).isEqualTo(-1);
        }
        assertThatTheNextCallIsOnAnother(new Calling());
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 2", "HTTP/1.1 200 OK\r\nX: y\r\n", POISON})
    void bytesRightBehindAnAnswerEndItsConnection(String stray) throws Exception {
        Calling first = new Calling();
        Calling next = new Calling();
        pool.open(first, next);
        try (Socket connection = pool.accept()) {
            answer(connection, ANSWER + stray);

            assertThat(first.body()).isEqualTo("hello");
            assertThat(connection.getInputStream().read()).isEqualTo(-1);
        }
        assertThatItIsOnAnother(next);
    }

    /** Its reader may take long, and the next call begins in the moment it has ended. */
    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nX: y\r\n", POISON})
    void bytesBehindAnAnswerThatIsYetToBeTakenEndItsConnection(String stray) throws Exception {
        Slow slow = new Slow();
        Calling next = new Calling();
        pool.open(slow, next);
        try (Socket connection = pool.accept()) {
            answer(connection, ANSWER);
            Answer answer = slow.answer.get(10, TimeUnit.SECONDS);
            pool.settle();
            say(connection, stray);
            pool.awaitUnusable(slow.call.get(10, TimeUnit.SECONDS));
            pool.onLoop(answer::resume);

            assertThat(connection.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(slow.body()).isEqualTo("hello");
        assertThatItIsOnAnother(next);
    }

    /** A client that is slow to send its body would have all that time to be told another's. */
    @ParameterizedTest
    @ValueSource(ints = {8, 17, 38, 44})
    void answerThatHasBegunBeforeTheRequestHasLeftIsNone(int before) throws Exception {
        String begun = POISON.substring(0, before);
        String rest = POISON.substring(before);
        Posting posting = new Posting();
        pool.open(posting);
        try (Socket connection = pool.accept()) {
            ServiceCall call = posting.begun.get(10, TimeUnit.SECONDS);
            say(connection, begun);
            pool.awaitUnusable(call);
            pool.onLoop(call::end);
            say(connection, rest);

            assertThat(posting.body)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("CUT");
        }
        assertThatTheNextCallIsOnAnother(new Calling());
    }

    @Test
    void theNextOnAConnectionIsAnsweredAsUsual() throws Exception {
        Calling first = new Calling();
        Posting next = new Posting();
        pool.open(first, next);
        try (Socket connection = pool.accept()) {
            answer(connection, ANSWER);
            pool.onLoop(next.begun.get(10, TimeUnit.SECONDS)::end);
            answer(connection, "HTTP/1.1 100 Go On\r\n\r\n" + POISON);

            assertThat(next.body()).isEqualTo("poison");
        }
    }

    private void assertThatTheNextCallIsOnAnother(Calling next) throws Exception {
        pool.open(next);
        assertThatItIsOnAnother(next);
    }

    private void assertThatItIsOnAnother(Calling next) throws Exception {
        try (Socket second = pool.accept()) {
            answer(second, ANSWER);
            assertThat(next.body()).isEqualTo("hello");
        }
    }
}
