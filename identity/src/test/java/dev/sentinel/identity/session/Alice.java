package dev.sentinel.identity.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody with an account of her own, and what she can send. */
final class Alice {
    static final String PASSWORD = "correct horse battery staple";
    private static final AtomicInteger COUNT = new AtomicInteger();

    final TestPlatform platform;
    final String email;
    final String id;

    private Alice(TestPlatform platform, String email, String id) {
        this.platform = platform;
        this.email = email;
        this.id = id;
    }

    /** With a role in the workspace acme, made by its administrator. */
    static Alice in(TestPlatform platform, String role) {
        String email = "alice" + COUNT.incrementAndGet() + "@acme.test";
        Answer made =
                platform.call(
                        "POST",
                        "/api/v1/users",
                        TestPlatform.ADMIN,
                        Json.text(account(email, role)));
        if (made.status() != 201) {
            throw new IllegalStateException(made.body());
        }
        return new Alice(platform, email, made.json().at("/result/user/id").asText());
    }

    static Map<String, Object> account(String email, String role) {
        Map<String, Object> account = new HashMap<>();
        account.put("full_name", "Alice Liddell");
        account.put("email", email);
        account.put("password", PASSWORD);
        account.put("role", role);
        account.put("team", "internal");
        return account;
    }

    Answer login() {
        return login(PASSWORD);
    }

    Answer login(String password) {
        return post(platform, "/api/v1/auth/login", Map.of("email", email, "password", password));
    }

    JsonNode signedIn() {
        Answer answer = login();
        if (answer.status() != 200) {
            throw new IllegalStateException(answer.body());
        }
        return answer.json().path("result");
    }

    static Answer refresh(TestPlatform platform, String token) {
        return post(platform, "/api/v1/auth/refresh", Map.of("refresh_token", token));
    }

    static Answer post(TestPlatform platform, String path, Map<String, ?> body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(platform.uri(path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(Json.text(body)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return platform.send(request);
    }
}
