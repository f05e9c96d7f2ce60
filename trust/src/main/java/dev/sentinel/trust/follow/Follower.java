package dev.sentinel.trust.follow;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks an address in the back for as long as it is open, on a thread of its own. What cannot be
 * answered is asked again: at first soon, for at a start the other side may be a moment behind,
 * then ten times a second.
 */
public final class Follower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(10);
    private static final Duration LAST_RETRY = Duration.ofMillis(100);
    private static final int SILENT_FAILURES = 30;

    private final int maxBytes;
    private final Followed followed;
    private final HttpClient http;
    private final Thread reader;
    private volatile boolean closed;

    /**
     * Follows nothing until it is started.
     *
     * @param name of the thread
     * @param maxBytes a longer answer is not taken in
     */
    public Follower(String name, int maxBytes, Followed followed) {
        this.maxBytes = maxBytes;
        this.followed = followed;
        this.http =
                HttpClient.newBuilder()
                        .connectTimeout(Duration.ofSeconds(1))
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
        this.reader = Thread.ofVirtual().name(name).unstarted(this::follow);
    }

    /** Starts following. */
    public void start() {
        reader.start();
    }

    /** Ends following, and the question that is being asked. */
    @Override
    public void close() {
        closed = true;
        reader.interrupt();
        http.shutdownNow();
    }

    /** Waits for the end of following after a close; false when it takes longer. */
    boolean isEnded(Duration patience) throws InterruptedException {
        return reader.join(patience);
    }

    private void follow() {
        int failures = 0;
        Duration retry = FIRST_RETRY;
        try {
            while (!closed) {
                if (ask(failures)) {
                    failures = 0;
                    retry = FIRST_RETRY;
                    followed.rest();
                    continue;
                }
                failures++;
                Thread.sleep(retry);
                retry = shorter(retry.multipliedBy(2), LAST_RETRY);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean ask(int failures) throws InterruptedException {
        HttpRequest question = followed.question();
        try {
            HttpResponse<byte[]> answer =
                    http.send(
                            question,
                            HttpResponse.BodyHandlers.limiting(
                                    HttpResponse.BodyHandlers.ofByteArray(), maxBytes));
            if (answer.statusCode() != 200) {
                tell(question, "the answer was " + answer.statusCode(), failures);
                return false;
            }
            followed.take(answer.body());
            return true;
        } catch (IOException | RuntimeException | Error failure) {
            // Whatever an answer provokes: nobody else would ask again.
            tell(question, failure.toString(), failures);
            return false;
        }
    }

    /** Warns once, when it has failed for seconds: until then it may be a start or a restart. */
    private void tell(HttpRequest question, String why, int failures) {
        if (failures == SILENT_FAILURES) {
            LOG.warn("cannot follow {}: {}", question.uri(), why);
            return;
        }
        LOG.debug("cannot follow {}: {}", question.uri(), why);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
