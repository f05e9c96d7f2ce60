package dev.sentinel.trust.revocation;

import dev.sentinel.trust.follow.Followed;
import dev.sentinel.trust.follow.Follower;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;

/**
 * Follows identity's HTTP feed of revocations: asks for what comes after the last position and
 * waits there until something does, so that a revocation arrives as soon as it is committed.
 *
 * <p>An answer, also an empty one after the wait, is a heartbeat. After a break it resumes by
 * position and so misses nothing.
 */
public final class RevocationFollower implements AutoCloseable {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(4);
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

    private final Follower follower;

    /** Follows nothing until it is started. */
    public RevocationFollower(RevocationFeed feed, Revocations revocations) {
        this.follower =
                new Follower(
                        "revocation-follower",
                        RevocationFeed.MAX_BYTES,
                        new Feed(feed, revocations));
    }

    /** Starts following. */
    public void start() {
        follower.start();
    }

    @Override
    public void close() {
        follower.close();
    }

    private static final class Feed implements Followed {
        private final RevocationFeed feed;
        private final Revocations revocations;
        private final Duration wait;
        private Instant asked = Instant.MIN;

        private Feed(RevocationFeed feed, Revocations revocations) {
            this.feed = feed;
            this.revocations = revocations;
            this.wait = wait(revocations.maxStaleness());
        }

        /** Several heartbeats fit into the allowed silence, so that one may be lost. */
        private static Duration wait(Duration maxStaleness) {
            Duration wait = maxStaleness.dividedBy(4);
            if (wait.compareTo(LONGEST_WAIT) > 0) {
                return LONGEST_WAIT;
            }
            return wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
        }

        @Override
        public HttpRequest question() {
            asked = revocations.now();
            // Until the first answer is in, do not wait for news: the verifier is stale so long.
            return feed.question(
                    revocations.position(), revocations.fresh() ? wait : Duration.ZERO);
        }

        @Override
        public void take(byte[] body) throws IOException {
            revocations.take(FeedPiece.read(body), asked);
        }

        /** The feed itself makes us wait. */
        @Override
        public void rest() {}
    }
}
