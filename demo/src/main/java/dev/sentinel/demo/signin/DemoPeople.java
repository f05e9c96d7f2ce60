package dev.sentinel.demo.signin;

import dev.sentinel.base.json.Json;
import dev.sentinel.base.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** People of the demo with accounts of their own, made through the front door. */
public final class DemoPeople {
    public static final String ADMIN = "admin@demo.test";
    public static final String ANALYST = "analyst@demo.test";

    private static final int CREATED = 201;
    private static final int THERE_ALREADY = 409;

    private DemoPeople() {}

    /**
     * Makes those that are not there yet.
     *
     * @param token of an administrator
     */
    public static void make(URI gateway, String token, Secret password)
            throws InterruptedException {
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            make(http, gateway, token, account("Demo Admin", ADMIN, "admin", password));
            make(http, gateway, token, account("Demo Analyst", ANALYST, "analyst", password));
        } catch (IOException failure) {
            throw new IllegalStateException("the gateway does not answer", failure);
        }
    }

    private static void make(
            HttpClient http, URI gateway, String token, Map<String, String> account)
            throws IOException, InterruptedException {
        HttpResponse<String> answer =
                http.send(
                        HttpRequest.newBuilder(gateway.resolve("/api/v1/users"))
                                .timeout(Duration.ofSeconds(20))
                                .header("Authorization", "Bearer " + token)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofByteArray(Json.write(account)))
                                .build(),
                        BodyHandlers.ofString());
        if (answer.statusCode() != CREATED && answer.statusCode() != THERE_ALREADY) {
            throw new IllegalStateException(
                    account.get("email") + " was not made: " + answer.body());
        }
    }

    private static Map<String, String> account(
            String name, String email, String role, Secret password) {
        return Map.of(
                "full_name", name,
                "email", email,
                "role", role,
                "team", "internal",
                "password", password.expose());
    }
}
