package dev.sentinel.gateway.forward.http1;

import static dev.sentinel.gateway.forward.http1.TestPool.ANSWER;
import static dev.sentinel.gateway.forward.http1.TestPool.answer;
import static dev.sentinel.gateway.forward.http1.TestPool.say;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which clients give way when all connections are taken: those slower than 16 KB a second. */
class SlowClientTest {
    private static final int PART = 96 * 1024;
    private static final int UPLOADED = 64 * 1024;

    // So long the calls that find no connection wait, in earnest; the slow have a time of their
    // own.
    @AutoClose private final TestPool pool = new TestPool(Duration.ofMillis(50));

    SlowClientTest() throws IOException {}

    /** Pauses whenever so many bytes have come, as a full buffer would. */
    private static final class Reading extends Calling {
        private final LinkedBlockingQueue<Answer> paused = new LinkedBlockingQueue<>();
        private final int most;
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private int waiting;

        Reading(int most) {
            this.most = most;
        }

        @Override
        public void answered(Answer begins) {
            answer.complete(begins);
            super.answered(begins);
        }

        @Override
        void part(Buffer part) {
            super.part(part);
            waiting += part.length();
            if (waiting >= most) {
                waiting = 0;
                answer.join().pause();
                paused.add(answer.join());
            }
        }

        Answer paused() throws InterruptedException {
            Answer stopped = paused.poll(10, TimeUnit.SECONDS);
            assertThat(stopped).as("the reader is not held up").isNotNull();
            return stopped;
        }
    }

    /** Sends until the service takes no more. */
    private static final class Uploading extends Calling {
        private final CompletableFuture<ServiceCall> full = new CompletableFuture<>();
        private Runnable drained = () -> {};

        @Override
        public void opened(ServiceCall call) {
            call.head().begin("POST", "/", "service.example");
            call.head().add("transfer-encoding", "chunked");
            call.begin(false, true);
            call.onDrain(() -> drained.run());
            while (!call.isFull()) {
                call.write(Buffer.buffer(new byte[UPLOADED]));
            }
            full.complete(call);
        }
    }

    /** Its buffers are full for two seconds at a time. */
    @Test
    void readerOfFiftyKilobytesASecondGetsAllOfItsAnswer() throws Exception {
        int length = 10 * PART;
        Reading reader = new Reading(PART);
        pool.open(reader);
        try (Socket connection = pool.accept()) {
            answer(connection, head(length));
            Thread.startVirtualThread(() -> sayQuietly(connection, length));
            for (int i = 0; i < 5; i++) {
                Answer held = reader.paused();
                pool.passes(Duration.ofSeconds(2));
                pool.open(new Calling());
                assertThat(reader.body).as("pause " + i).isNotDone();
                pool.onLoop(held::resume);
            }
            drain(reader);

            assertThat(reader.body()).hasSize(length);
        }
    }

    private void drain(Reading reader) throws Exception {
        while (!reader.body.isDone()) {
            Answer held = reader.paused.poll(10, TimeUnit.MILLISECONDS);
            if (held != null) {
                pool.onLoop(held::resume);
            }
        }
    }

    /** However much it has taken before. */
    @ParameterizedTest
    @ValueSource(ints = {4 * 1024, PART, 30 * PART})
    void readerThatStopsGivesWay(int taken) throws Exception {
        int length = 100 * PART;
        Reading reader = new Reading(taken);
        Calling next = new Calling();
        pool.open(reader);
        try (Socket connection = pool.accept()) {
            answer(connection, head(length));
            Thread.startVirtualThread(() -> sayQuietly(connection, length));
            reader.paused();
            pool.passes(Duration.ofSeconds(13));
            pool.open(next);

            assertThatItGaveWay(reader);
        }
        try (Socket second = pool.accept()) {
            answer(second, ANSWER);
            assertThat(next.body()).isEqualTo("hello");
        }
    }

    /** However long others wait: it is one slow reader, not a new one with each piece. */
    @Test
    void readerThatTakesAPieceNowAndThenGivesWay() throws Exception {
        int length = 100 * PART;
        Reading reader = new Reading(PART);
        try (TestPool patient = new TestPool(Duration.ofSeconds(20))) {
            patient.open(reader);
            try (Socket connection = patient.accept()) {
                answer(connection, head(length));
                Thread.startVirtualThread(() -> sayQuietly(connection, length));
                Answer held = reader.paused();
                patient.passes(Duration.ofSeconds(13));
                patient.onLoop(held::resume);
                reader.paused();
                patient.passes(Duration.ofSeconds(13));
                patient.open(new Calling());

                assertThatItGaveWay(reader);
            }
        }
    }

    /** The time that the service itself did not read is not the client's. */
    @Test
    void uploadThatTheServiceHeldUpHasItsTimeAgain() throws Exception {
        Uploading upload = new Uploading();
        pool.open(upload);
        try (Socket connection = pool.accept()) {
            upload.full.get(10, TimeUnit.SECONDS);
            pool.passes(Duration.ofHours(1));
            pool.open(new Calling());
            assertThat(upload.body).as("while the service is slow").isNotDone();
            CompletableFuture<Boolean> goesOn = new CompletableFuture<>();
            Runnable another =
                    () -> {
                        pool.openNow(new Calling());
                        goesOn.complete(true);
                    };
            pool.onLoop(() -> upload.drained = another);
            Thread.startVirtualThread(() -> readQuietly(connection));
            goesOn.get(10, TimeUnit.SECONDS);
            assertThat(upload.body).as("in the moment it goes on").isNotDone();

            pool.passes(Duration.ofSeconds(13));
            pool.open(new Calling());
            assertThatItGaveWay(upload);
        }
    }

    private static void assertThatItGaveWay(Calling call) {
        assertThat(call.body)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("BUSY");
    }

    private static String head(int length) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static void sayQuietly(Socket to, int length) {
        try {
            say(to, "x".repeat(length));
        } catch (IOException end) {
            // The reader has had to go.
        }
    }

    private static void readQuietly(Socket from) {
        try {
            byte[] buffer = new byte[UPLOADED];
            while (from.getInputStream().read(buffer) >= 0) {}
        } catch (IOException end) {
            // The test has seen enough and closed.
        }
    }
}
