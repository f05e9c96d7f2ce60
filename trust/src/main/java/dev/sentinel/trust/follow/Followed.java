package dev.sentinel.trust.follow;

import java.io.IOException;
import java.net.http.HttpRequest;

/** What a {@link Follower} asks, and what becomes of the answers; all on the follower's thread. */
public interface Followed {
    /** The next question. It carries its own time-out. */
    HttpRequest question();

    /**
     * Takes in the body of a 200.
     *
     * @throws IOException when it is not what it should be; the question is asked again soon
     */
    void take(byte[] body) throws IOException;

    /** After an answer that was taken in: waits until the next question makes sense. */
    void rest() throws InterruptedException;
}
