package dev.sentinel.trust.revocation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.trust.revocation.Revocation.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows identity's HTTP feed of revocations: asks for what comes after the last sequence and
 * waits there until something does, so that a revocation arrives as soon as it is committed.
 *
 * <p>An answer, also an empty one after the wait, is a heartbeat. After a break it resumes by
 * sequence and so misses nothing.
 */
public final class RevocationFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RevocationFollower.class);
    private static final int WAIT_SECONDS = 4;
    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final Duration RETRY = Duration.ofMillis(200);

    private final URI feed;
    private final String authorization;
    private final Revocations revocations;
    private final HttpClient http;
    private final Thread reader;
    private volatile boolean closed;
    private long position;

    /**
     * Follows nothing until it is started.
     *
     * @param feed such as {@code http://identity:9003/api/v1/revocations}
     * @param authorization the header value that the feed asks for
     */
    public RevocationFollower(URI feed, String authorization, Revocations revocations) {
        this.feed = feed;
        this.authorization = authorization;
        this.revocations = revocations;
        this.http =
                HttpClient.newBuilder()
                        .connectTimeout(Duration.ofSeconds(1))
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
        this.reader = Thread.ofVirtual().name("revocation-follower").unstarted(this::follow);
    }

    /** Starts following. */
    public void start() {
        reader.start();
    }

    @Override
    public void close() {
        closed = true;
        reader.interrupt();
        http.shutdownNow();
    }

    private void follow() {
        try {
            while (!closed) {
                if (!ask()) {
                    Thread.sleep(RETRY);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean ask() throws InterruptedException {
        // Until the first answer is in, do not wait for news: the verifier is stale so long.
        int wait = revocations.fresh() ? WAIT_SECONDS : 0;
        URI next = URI.create(feed + "?after=" + position + "&wait=" + wait);
        try {
            HttpResponse<byte[]> answer =
                    http.send(
                            HttpRequest.newBuilder(next)
                                    .timeout(Duration.ofSeconds(WAIT_SECONDS + 3L))
                                    .header("Authorization", authorization)
                                    .build(),
                            HttpResponse.BodyHandlers.limiting(
                                    HttpResponse.BodyHandlers.ofByteArray(), MAX_BYTES));
            if (answer.statusCode() != 200) {
                LOG.debug("{} answered {}", feed, answer.statusCode());
                return false;
            }
            JsonNode piece = Json.read(answer.body());
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
            return true;
        } catch (IOException | IllegalArgumentException | DateTimeException failure) {
            LOG.debug("cannot follow {}: {}", feed, failure.toString());
            return false;
        }
    }

    private static Revocation revocation(JsonNode line) throws JsonProcessingException {
        return new Revocation(
                line.path("seq").longValue(),
                Kind.valueOf(line.path("kind").asText().toUpperCase(Locale.ROOT)),
                line.path("id").asText(),
                Instant.parse(line.path("notBefore").asText()),
                Instant.parse(line.path("expiresAt").asText()));
    }
}
