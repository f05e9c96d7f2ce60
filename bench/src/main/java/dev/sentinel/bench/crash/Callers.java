package dev.sentinel.bench.crash;

import dev.sentinel.base.json.Json;
import dev.sentinel.client.AgentIdPClient;
import dev.sentinel.client.NewCredential;
import dev.sentinel.client.RegisterAgentRequest;
import dev.sentinel.demo.signin.DemoSignIn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Those who use identity while it is killed: they issue tokens, register agents, suspend and
 * reactivate, and write into the journal what they were answered. An answer that says that it did
 * not work for now (5xx) is as good as none: it may have worked.
 */
final class Callers {
    private static final int CLIENTS = 4;
    private static final int CHANGED = 6;
    private static final int TOKEN_CALLERS = 4;
    private static final int REGISTERING_CALLERS = 2;

    private final URI identity;
    private final Journal journal;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(1))
                    .build();
    private final List<NewCredential> clients = new ArrayList<>();
    private final List<String> changed = new ArrayList<>();
    private final AtomicLong names = new AtomicLong();

    Callers(URI identity, Journal journal) {
        this.identity = identity;
        this.journal = journal;
        try (AgentIdPClient admin =
                AgentIdPClient.withToken(identity, () -> DemoSignIn.ADMIN_TOKEN)) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(admin.credentials().generateCredential(registered(admin)));
            }
            for (int i = 0; i < CHANGED; i++) {
                changed.add(registered(admin));
            }
        }
    }

    private String registered(AgentIdPClient admin) {
        String email = email();
        String id =
                admin.agents()
                        .registerAgent(
                                RegisterAgentRequest.builder()
                                        .email(email)
                                        .owner("bench")
                                        .capabilities("risk:score")
                                        .scopes("risk:score")
                                        .build())
                        .agentId();
        journal.agentAnswered(email, id);
        return id;
    }

    /** The clients whose tokens are counted. */
    List<String> clients() {
        return clients.stream().map(NewCredential::clientId).toList();
    }

    /** The agents that are suspended and reactivated. */
    List<String> changed() {
        return List.copyOf(changed);
    }

    /** Calls until the server is gone; opens the gate with the first answer. */
    List<Thread> start(Random random, CountDownLatch gate) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < TOKEN_CALLERS; i++) {
            Random own = new Random(random.nextLong());
            threads.add(calling(() -> token(clients.get(own.nextInt(CLIENTS)), gate)));
        }
        for (int i = 0; i < REGISTERING_CALLERS; i++) {
            threads.add(calling(() -> agent(gate)));
        }
        try (AgentIdPClient admin =
                AgentIdPClient.withToken(identity, () -> DemoSignIn.ADMIN_TOKEN)) {
            for (String agent : changed) {
                // One caller for each, so every change is one; what it is now, only identity knows.
                boolean active = admin.agents().getAgent(agent).status().equals("active");
                AtomicBoolean suspend = new AtomicBoolean(active);
                threads.add(calling(() -> change(agent, suspend, gate)));
            }
        }
        return threads;
    }

    private interface Call {
        /** False when the server is gone. */
        boolean goesOn() throws InterruptedException;
    }

    private static Thread calling(Call call) {
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        while (call.goesOn()) {
                            // Again.
                        }
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private boolean token(NewCredential client, CountDownLatch gate) throws InterruptedException {
        String form =
                "grant_type=client_credentials&client_id=%s&client_secret=%s"
                        .formatted(client.clientId(), client.clientSecret());
        try {
            HttpResponse<String> answer =
                    send("POST", "/api/v1/token", "application/x-www-form-urlencoded", form, "");
            if (answer.statusCode() != 200) {
                refused(answer);
                journal.tokenUnanswered(client.clientId());
                return true;
            }
            String token = Json.tree(answer.body()).path("access_token").asText();
            journal.tokenAnswered(client.clientId(), id(token));
            gate.countDown();
            return true;
        } catch (IOException _) {
            journal.tokenUnanswered(client.clientId());
            return false;
        }
    }

    private boolean agent(CountDownLatch gate) throws InterruptedException {
        String email = email();
        String body =
                Json.text(
                        Map.of(
                                "email", email,
                                "agentType", "custom",
                                "version", "1.0.0",
                                "capabilities", List.of("risk:score"),
                                "owner", "bench",
                                "deploymentEnv", "development",
                                "scopes", List.of("risk:score")));
        try {
            HttpResponse<String> answer = admin("POST", "/api/v1/agents", body);
            if (answer.statusCode() != 201) {
                refused(answer);
                journal.agentUnanswered(email);
                return true;
            }
            journal.agentAnswered(email, Json.tree(answer.body()).path("agentId").asText());
            gate.countDown();
            return true;
        } catch (IOException _) {
            journal.agentUnanswered(email);
            return false;
        }
    }

    /**
     * Ends when it no longer knows what the agent is: what changes nothing would not be audited.
     */
    private boolean change(String agent, AtomicBoolean suspend, CountDownLatch gate)
            throws InterruptedException {
        String body = Json.text(Map.of("status", suspend.get() ? "suspended" : "active"));
        try {
            HttpResponse<String> answer = admin("PATCH", "/api/v1/agents/" + agent, body);
            if (answer.statusCode() != 200) {
                refused(answer);
                journal.changeUnanswered(agent);
                return false;
            }
            journal.changeAnswered(agent);
            suspend.set(!suspend.get());
            gate.countDown();
            return true;
        } catch (IOException _) {
            journal.changeUnanswered(agent);
            return false;
        }
    }

    private HttpResponse<String> admin(String method, String path, String body)
            throws IOException, InterruptedException {
        return send(method, path, "application/json", body, "Bearer " + DemoSignIn.ADMIN_TOKEN);
    }

    private HttpResponse<String> send(
            String method, String path, String type, String body, String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(identity.resolve(path))
                        .timeout(Duration.ofSeconds(20))
                        .header("Content-Type", type)
                        .method(method, BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /** A refusal that is no outage is a mistake of this program. */
    private static void refused(HttpResponse<String> answer) {
        if (answer.statusCode() < 500) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
    }

    private String email() {
        return "crash-" + names.incrementAndGet() + "@demo.test";
    }

    private static String id(String jwt) {
        String claims = jwt.substring(jwt.indexOf('.') + 1, jwt.lastIndexOf('.'));
        String json = new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8);
        return Json.tree(json).path("jti").asText();
    }
}
