package dev.sentinel.bench.revocation;

import dev.sentinel.base.json.Json;
import dev.sentinel.bench.platform.IdentityPlatform;
import dev.sentinel.client.AgentIdPClient;
import dev.sentinel.client.NewCredential;
import dev.sentinel.client.RegisterAgentRequest;
import dev.sentinel.demo.signin.DemoSignIn;
import dev.sentinel.trust.ServiceKeys;
import dev.sentinel.trust.revocation.FeedPiece;
import dev.sentinel.trust.revocation.Position;
import dev.sentinel.trust.revocation.RevocationFeed;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Issues tokens and revokes them at identity, over ways that are never cut. */
final class Decisions implements AutoCloseable {
    private final URI identity;
    private final RevocationFeed feed;
    private final NewCredential credential;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Decisions(IdentityPlatform platform) {
        this.identity = platform.identity();
        String authorization = ServiceKeys.header("gateway", platform.serviceKey());
        this.feed =
                new RevocationFeed(identity.resolve("/api/v1/revocations"), () -> authorization);
        try (AgentIdPClient admin =
                AgentIdPClient.withToken(identity, () -> DemoSignIn.ADMIN_TOKEN)) {
            String agent =
                    admin.agents()
                            .registerAgent(
                                    RegisterAgentRequest.builder()
                                            .email("revoked@demo.test")
                                            .owner("bench")
                                            .capabilities("risk:score")
                                            .scopes("risk:score")
                                            .build())
                            .agentId();
            this.credential = admin.credentials().generateCredential(agent);
        }
    }

    String token() throws IOException, InterruptedException {
        String form =
                "grant_type=client_credentials&client_id=%s&client_secret=%s"
                        .formatted(credential.clientId(), credential.clientSecret());
        return Json.tree(post("/api/v1/token", form, "")).path("access_token").asText();
    }

    /** Returns when identity has answered. */
    void revoke(String token) throws IOException, InterruptedException {
        post(
                "/api/v1/token/revoke",
                "token=" + URLEncoder.encode(token, StandardCharsets.UTF_8),
                "Bearer " + DemoSignIn.ADMIN_TOKEN);
    }

    /** When each token was decided to be refused, by identity's own record. */
    Map<String, Instant> decided() throws IOException, InterruptedException {
        Map<String, Instant> decided = new HashMap<>();
        Position position = Position.START;
        FeedPiece piece;
        do {
            piece =
                    FeedPiece.read(
                            http.send(
                                            feed.question(position, Duration.ZERO),
                                            BodyHandlers.ofByteArray())
                                    .body());
            position = piece.through();
            piece.revocations().forEach(each -> decided.put(each.id(), each.notBefore()));
        } while (!piece.isComplete());
        return decided;
    }

    private String post(String path, String form, String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(identity.resolve(path))
                        .timeout(Duration.ofSeconds(10))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    @Override
    public void close() {
        http.close();
    }
}
