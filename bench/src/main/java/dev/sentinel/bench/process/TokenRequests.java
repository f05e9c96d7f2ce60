package dev.sentinel.bench.process;

import dev.sentinel.bench.load.LoadPlan;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.IntFunction;

/**
 * Requests for tokens by client id and secret in the body (RFC 6749 section 4.4), of many clients
 * in turn.
 */
final class TokenRequests {
    static final int CONNECTIONS = 64;
    private static final Duration SLICE = Duration.ofSeconds(1);
    private static final long MOST = 4_000_000;

    private final InetSocketAddress server;
    private final byte[][] requests;

    private TokenRequests(InetSocketAddress server, byte[][] requests) {
        this.server = server;
        this.requests = requests;
    }

    /** With a form for each client. */
    static TokenRequests to(URI endpoint, int clients, IntFunction<String> form) {
        byte[][] requests = new byte[clients][];
        for (int client = 0; client < clients; client++) {
            requests[client] = request(endpoint, form.apply(client));
        }
        return new TokenRequests(
                new InetSocketAddress(endpoint.getHost(), endpoint.getPort()), requests);
    }

    static String form(String clientId, String secret) {
        return "grant_type=client_credentials&client_id=%s&client_secret=%s"
                .formatted(encoded(clientId), encoded(secret));
    }

    /** A load by the first ones of the clients; nothing counts before the warm-up is over. */
    LoadPlan by(int clients, Duration warmUp, int slices) {
        return new LoadPlan(
                server,
                number -> requests[(int) (number % clients)],
                CONNECTIONS,
                warmUp,
                SLICE,
                slices,
                MOST);
    }

    private static byte[] request(URI endpoint, String form) {
        return """
        POST %s HTTP/1.1\r
        Host: %s\r
        Content-Type: application/x-www-form-urlencoded\r
        Content-Length: %d\r
        \r
        %s\
        """
                .formatted(endpoint.getPath(), endpoint.getAuthority(), form.length(), form)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
