package dev.sentinel.trust.revocation;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Identity's HTTP feed, as it is asked.
 *
 * @param address such as {@code http://identity:9003/api/v1/revocations}
 * @param authorization gives the header value at each question: a service's key, or a token with
 *     scope {@code revocations:read}
 */
public record RevocationFeed(URI address, Supplier<String> authorization) {
    /** More than the longest answer. */
    public static final int MAX_BYTES = 4 * 1024 * 1024;

    private static final Duration ON_THE_WAY = Duration.ofSeconds(3);

    /** Asks what comes after a position; the answer may take that long to come. */
    public HttpRequest question(Position after, Duration wait) {
        String stamp = after.stamp().isEmpty() ? "" : "&stamp=" + after.stamp();
        String query = "?after=%d%s&wait=%d".formatted(after.sequence(), stamp, wait.toSeconds());
        return HttpRequest.newBuilder(URI.create(address + query))
                .timeout(wait.plus(ON_THE_WAY))
                .header("Authorization", authorization.get())
                .header("Accept", "application/json")
                .build();
    }
}
