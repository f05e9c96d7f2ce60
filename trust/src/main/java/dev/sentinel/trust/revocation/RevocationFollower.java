package dev.sentinel.trust.revocation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.trust.follow.Followed;
import dev.sentinel.trust.follow.Follower;
import dev.sentinel.trust.revocation.Revocation.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Follows identity's HTTP feed of revocations: asks for what comes after the last sequence and
 * waits there until something does, so that a revocation arrives as soon as it is committed.
 *
 * <p>An answer, also an empty one after the wait, is a heartbeat. After a break it resumes by
 * sequence and so misses nothing.
 */
public final class RevocationFollower implements AutoCloseable {
    private static final int WAIT_SECONDS = 4;
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private final Follower follower;

    /**
     * Follows nothing until it is started.
     *
     * @param feed such as {@code http://identity:9003/api/v1/revocations}
     * @param authorization the header value that the feed asks for
     */
    public RevocationFollower(URI feed, String authorization, Revocations revocations) {
        this.follower =
                new Follower(
                        "revocation-follower",
                        MAX_BYTES,
                        new Feed(feed, authorization, revocations));
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
        private final URI address;
        private final String authorization;
        private final Revocations revocations;
        private long position;

        private Feed(URI address, String authorization, Revocations revocations) {
            this.address = address;
            this.authorization = authorization;
            this.revocations = revocations;
        }

        @Override
        public HttpRequest question() {
            // Until the first answer is in, do not wait for news: the verifier is stale so long.
            int wait = revocations.fresh() ? WAIT_SECONDS : 0;
            return HttpRequest.newBuilder(
                            URI.create(address + "?after=" + position + "&wait=" + wait))
                    .timeout(Duration.ofSeconds(WAIT_SECONDS + 3L))
                    .header("Authorization", authorization)
                    .build();
        }

        @Override
        public void take(byte[] body) throws IOException {
            JsonNode piece = Json.read(body);
            for (JsonNode each : piece.path("data")) {
                revocations.apply(revocation(each));
            }
            long latest = piece.path("latest").longValue();
            position =
                    piece.path("data").isEmpty()
                            ? Math.max(position, latest)
                            : revocations.sequence();
            if (position >= latest) {
                // Only when nothing more waits: a full piece is not all there is to know.
                revocations.heard();
            }
        }

        /** The feed itself makes us wait. */
        @Override
        public void rest() {}

        private static Revocation revocation(JsonNode line) {
            return new Revocation(
                    line.path("seq").longValue(),
                    Kind.valueOf(line.path("kind").asText().toUpperCase(Locale.ROOT)),
                    line.path("id").asText(),
                    Instant.parse(line.path("notBefore").asText()),
                    Instant.parse(line.path("expiresAt").asText()));
        }
    }
}
