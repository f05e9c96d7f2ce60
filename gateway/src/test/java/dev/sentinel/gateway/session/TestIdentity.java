package dev.sentinel.gateway.session;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.secret.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Another process that answers refreshes over HTTP: {@code refresh-1} gives {@code refresh-2}, and
 * so on. What happens before an answer is the test's to say.
 */
final class TestIdentity implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> presented = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile Runnable beforeAnswer = () -> {};

    TestIdentity() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/api/v1/auth/refresh", this::refresh);
        server.createContext("/long", TestIdentity::answerWithoutEnd);
        server.start();
    }

    IdentityClient client() {
        return new IdentityClient(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                new Secret("a service key of the tests"));
    }

    void beforeAnswer(Runnable happens) {
        beforeAnswer = happens;
    }

    /** The refresh tokens that have been shown, in order. */
    List<String> presented() {
        return List.copyOf(presented);
    }

    /** The tokens of a sign-in or a refresh, by their number. */
    static Map<String, Object> tokens(int number) {
        return Map.of(
                "access_token", "access-" + number,
                "refresh_token", "refresh-" + number,
                "expires_in", 3600);
    }

    private void refresh(HttpExchange exchange) throws IOException {
        String token =
                Json.read(exchange.getRequestBody().readAllBytes()).path("refresh_token").asText();
        presented.add(token);
        beforeAnswer.run();
        int next = Integer.parseInt(token.substring("refresh-".length())) + 1;
        byte[] body = Json.write(Map.of("result", tokens(next)));
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void answerWithoutEnd(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        byte[] piece = new byte[64 * 1024];
        try (exchange) {
            while (true) {
                exchange.getResponseBody().write(piece);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
