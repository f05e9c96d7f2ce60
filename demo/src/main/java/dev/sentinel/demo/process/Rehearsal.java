package dev.sentinel.demo.process;

import dev.sentinel.client.AgentIdPClient;
import dev.sentinel.client.NewCredential;
import dev.sentinel.client.RegisterAgentRequest;
import dev.sentinel.demo.seed.SeedPlan;
import dev.sentinel.demo.seed.Seeding;
import dev.sentinel.demo.signin.DemoSignIn;
import dev.sentinel.demo.stores.DemoFailure;
import dev.sentinel.stores.Ports;
import dev.sentinel.stores.Trees;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Makes the AOT cache: the production program runs once under observation, against stores of the
 * demo, and answers what it will answer later. The JVM then writes down which classes that took,
 * and how their methods were used, so that it compiles them sooner.
 */
public final class Rehearsal {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int SCORES = 300;
    private static final int TOKENS = 4_000;
    private static final int CALLERS = 32;

    private final Path home;
    private final Path cache;

    /**
     * Prepares a rehearsal.
     *
     * @param home of the checkout, with the launcher and {@code config/services.yaml}
     * @param cache the file to be made
     */
    public Rehearsal(Path home, Path cache) {
        this.home = home;
        this.cache = cache;
    }

    /** Runs it, in some ten seconds, on free ports and with data that is thrown away. */
    public void run() throws IOException, InterruptedException {
        Path stage = Files.createTempDirectory("sentinel-rehearsal-");
        try (DemoProcess demo = DemoProcess.start(stage, freePorts())) {
            demo.awaitReady();
            Addresses addresses = demo.addresses();
            new Seeding(
                            SeedPlan.tiny(),
                            addresses.gateway(),
                            DemoSignIn.ADMIN_TOKEN,
                            demo.directory(),
                            Clock.systemUTC(),
                            (_, _, _) -> {})
                    .run();
            try (Agent agent = Agent.register(addresses)) {
                demo.stopPlatform();
                observe(demo.environment(), agent);
            }
        } finally {
            Trees.delete(stage);
        }
    }

    private void observe(Map<String, String> environment, Agent agent)
            throws IOException, InterruptedException {
        Path log = Files.createTempFile("sentinel-rehearsal-", ".log");
        Files.deleteIfExists(cache);
        ProcessBuilder builder =
                new ProcessBuilder(home.resolve("sentinel").toString(), "serve")
                        .directory(home.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.to(log.toFile()));
        builder.environment().putAll(environment);
        builder.environment().put("SENTINEL_PROGRAM", "production");
        builder.environment().put("JAVA_OPTIONS", "-XX:AOTCacheOutput=" + cache);
        // Counted, as everybody is, but not refused.
        builder.environment().put("RATE_LIMIT_MAX_REQUESTS", "1000000");
        Process observed = builder.start();
        try {
            agent.work(observed);
        } finally {
            observed.destroy();
            if (!observed.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                observed.destroyForcibly();
            }
        }
        if (!Files.exists(cache)) {
            throw new DemoFailure("the JVM made no AOT cache; what it said is in " + log);
        }
        Files.delete(log);
    }

    private Map<String, String> freePorts() {
        Map<String, String> environment = new HashMap<>();
        for (String name :
                List.of(
                        "DEMO_POSTGRES_PORT",
                        "DEMO_REDIS_PORT",
                        "APP_PORT",
                        "IDENTITY_PORT",
                        "RISK_PORT",
                        "MANAGEMENT_PORT",
                        "DEMO_UPSTREAM_PORT")) {
            environment.put(name, Integer.toString(Ports.free()));
        }
        environment.put("SERVICE_CONFIG_PATH", home.resolve("config/services.yaml").toString());
        return environment;
    }

    /** An agent that does what agents do: gets a token and asks for decisions. */
    private record Agent(Addresses addresses, NewCredential credential, HttpClient http)
            implements AutoCloseable {

        static Agent register(Addresses addresses) {
            try (AgentIdPClient admin =
                    AgentIdPClient.withToken(addresses.identity(), () -> DemoSignIn.ADMIN_TOKEN)) {
                var agent =
                        admin.agents()
                                .registerAgent(
                                        RegisterAgentRequest.builder()
                                                .email("rehearsal@demo.test")
                                                .owner("rehearsal")
                                                .capabilities("risk:score")
                                                .scopes("risk:score", "agents:read", "audit:read")
                                                .build());
                return new Agent(
                        addresses,
                        admin.credentials().generateCredential(agent.agentId()),
                        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
            }
        }

        void work(Process server) throws IOException, InterruptedException {
            awaitHealth(server);
            try (AgentIdPClient identity =
                    AgentIdPClient.connect(
                            addresses.identity(),
                            credential.clientId(),
                            credential.clientSecret(),
                            Set.of("risk:score"))) {
                get(addresses.identity().resolve("/.well-known/jwks.json"), "");
                get(addresses.management().resolve("/metrics"), "");
                for (int i = 0; i < SCORES; i++) {
                    score(identity.accessTokens().get(), i);
                }
            }
            tokens();
        }

        /** By many at once: under load they take another way than one after the other. */
        private void tokens() throws IOException, InterruptedException {
            HttpRequest request =
                    HttpRequest.newBuilder(addresses.identity().resolve("/api/v1/token"))
                            .timeout(PATIENCE)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(
                                    BodyPublishers.ofString(
                                            "grant_type=client_credentials&client_id=%s&client_secret=%s"
                                                    .formatted(
                                                            credential.clientId(),
                                                            credential.clientSecret())))
                            .build();
            Callable<Integer> caller =
                    () -> {
                        for (int i = 0; i < TOKENS / CALLERS; i++) {
                            http.send(request, BodyHandlers.discarding());
                        }
                        return TOKENS / CALLERS;
                    };
            try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
                for (Future<Integer> done :
                        callers.invokeAll(Collections.nCopies(CALLERS, caller))) {
                    done.get();
                }
            } catch (ExecutionException failure) {
                throw new IOException("tokens could not be asked for", failure.getCause());
            }
        }

        private void awaitHealth(Process server) throws IOException, InterruptedException {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (server.isAlive() && System.nanoTime() < deadline) {
                try {
                    if (get(addresses.management().resolve("/health"), "") == 200) {
                        return;
                    }
                } catch (ConnectException _) {
                    // Not listening yet.
                }
                Thread.sleep(PAUSE);
            }
            throw new DemoFailure("the program under observation does not start");
        }

        private int get(URI uri, String token) throws IOException, InterruptedException {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
            if (!token.isEmpty()) {
                request.header("Authorization", "Bearer " + token);
            }
            return http.send(request.build(), BodyHandlers.discarding()).statusCode();
        }

        private void score(String token, int number) throws IOException, InterruptedException {
            String body =
                    """
                    {"transaction":{"tx_id":"rehearsal_%d","created_at":"2026-06-05T10:00:00Z",
                     "amount":%d,"currency":"BRL","direction":"pay_out","channel":"bank_transfer",
                     "psp":"airwallex","route_id":"route_latam_220","status":"completed",
                     "status_reason":"approved","fee_total":6.5},
                     "entities":{"sender_entity_id":"user_%d","receiver_entity_id":"merchant_1",
                     "sender_country":"BR","receiver_country":"MX"}}\
                    """
                            .formatted(number, 10 + 37 * number, number % 20);
            http.send(
                    HttpRequest.newBuilder(addresses.gateway().resolve("/v1/risk/score"))
                            .timeout(PATIENCE)
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.discarding());
        }

        @Override
        public void close() {
            http.shutdownNow();
        }
    }
}
