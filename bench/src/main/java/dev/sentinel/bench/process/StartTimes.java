package dev.sentinel.bench.process;

import dev.sentinel.bench.Figure;
import dev.sentinel.client.AgentIdPClient;
import dev.sentinel.client.NewCredential;
import dev.sentinel.client.RegisterAgentRequest;
import dev.sentinel.demo.process.DemoProcess;
import dev.sentinel.demo.seed.SeedPlan;
import dev.sentinel.demo.seed.Seeding;
import dev.sentinel.demo.signin.DemoSignIn;
import dev.sentinel.stores.Ports;
import dev.sentinel.stores.Trees;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * From the start of the production program, its launcher included, to the first token, against a
 * PostgreSQL and a Redis that run, with the data of {@code make seed}.
 */
public final class StartTimes {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(4);

    private final Path home;
    private final Path stage;
    private final DemoProcess demo;
    private final NewCredential credential;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private StartTimes(Path home, Path stage, DemoProcess demo, NewCredential credential) {
        this.home = home;
        this.stage = stage;
        this.demo = demo;
        this.credential = credential;
    }

    /**
     * Starts and stops the program so many times, without migrations and with them.
     *
     * @param home the checkout, built
     * @param progress is told each time
     */
    public static List<Figure> measure(Path home, int runs, Consumer<String> progress)
            throws IOException, InterruptedException {
        Path stage = Files.createTempDirectory("sentinel-bench-");
        try (DemoProcess demo = DemoProcess.start(stage, freePorts(home))) {
            demo.awaitReady();
            progress.accept("the stores are there; payments are made and a model is trained");
            new Seeding(
                            SeedPlan.small(),
                            demo.addresses().gateway(),
                            DemoSignIn.ADMIN_TOKEN,
                            demo.directory(),
                            Clock.systemUTC(),
                            (_, _, _) -> {})
                    .run();
            StartTimes times = new StartTimes(home, stage, demo, registered(demo));
            demo.stopPlatform();
            return times.figures(runs, progress);
        } finally {
            Trees.delete(stage);
        }
    }

    private List<Figure> figures(int runs, Consumer<String> progress)
            throws IOException, InterruptedException {
        Map<String, String> migrating = new HashMap<>(demo.environment());
        migrating.put("SENTINEL_PROGRAM", "production");
        Map<String, String> plain = new HashMap<>(migrating);
        plain.remove("MIGRATION_DATABASE_URL");
        List<Times> without = new ArrayList<>();
        List<Times> with = new ArrayList<>();
        // In turns, so that whatever else the machine does meets both.
        for (int run = 0; run < runs; run++) {
            without.add(once(plain));
            with.add(once(migrating));
            progress.accept(
                    "first token after %d ms, with migrations %d ms"
                            .formatted(
                                    without.getLast().firstToken().toMillis(),
                                    with.getLast().firstToken().toMillis()));
        }
        List<Figure> figures = new ArrayList<>();
        figures.addAll(figures("start", without));
        figures.addAll(figures("start with MIGRATION_DATABASE_URL", with));
        return figures;
    }

    private static List<Figure> figures(String group, List<Times> times) {
        List<Double> first =
                times.stream().map(each -> (double) each.firstToken().toMillis()).toList();
        List<Double> all = times.stream().map(each -> (double) each.allReady().toMillis()).toList();
        return List.of(
                new Figure(group, "first token, median", Figure.median(first), "ms", "1,500 ms"),
                new Figure(group, "first token, fastest", Collections.min(first), "ms", ""),
                new Figure(group, "first token, slowest", Collections.max(first), "ms", ""),
                new Figure(group, "every role ready, median", Figure.median(all), "ms", ""));
    }

    /** Times since the program was started. */
    private record Times(Duration firstToken, Duration allReady) {}

    private Times once(Map<String, String> environment) throws IOException, InterruptedException {
        Path log = stage.resolve("start.log");
        ProcessBuilder builder =
                new ProcessBuilder(home.resolve("sentinel").toString(), "serve")
                        .directory(stage.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment()
                .keySet()
                .removeIf(name ->
                        name.equals("MIGRATION_DATABASE_URL") && !environment.containsKey(name));
        long started = System.nanoTime();
        Process process = builder.start();
        try {
            Duration firstToken = firstSuccess(process, started, token(), log);
            Duration allReady = firstSuccess(process, started, health(), log);
            return new Times(firstToken, allReady);
        } finally {
            process.destroy();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private Duration firstSuccess(Process process, long started, HttpRequest request, Path log)
            throws IOException, InterruptedException {
        while (process.isAlive() && System.nanoTime() - started < PATIENCE.toNanos()) {
            try {
                if (http.send(request, BodyHandlers.discarding()).statusCode() == 200) {
                    return Duration.ofNanos(System.nanoTime() - started);
                }
            } catch (IOException _) {
                // Not listening yet, or a connection to the program before this one.
            }
            Thread.sleep(BETWEEN_TRIES);
        }
        throw new IOException("the program did not start:\n" + Files.readString(log));
    }

    private HttpRequest token() {
        return HttpRequest.newBuilder(demo.addresses().identity().resolve("/api/v1/token"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                        BodyPublishers.ofString(
                                "grant_type=client_credentials&scope=agents%3Aread&client_id="
                                        + credential.clientId()
                                        + "&client_secret="
                                        + credential.clientSecret()))
                .build();
    }

    private HttpRequest health() {
        URI health = demo.addresses().management().resolve("/health");
        return HttpRequest.newBuilder(health).timeout(PATIENCE).build();
    }

    private static NewCredential registered(DemoProcess demo) {
        try (AgentIdPClient admin =
                AgentIdPClient.withToken(
                        demo.addresses().identity(), () -> DemoSignIn.ADMIN_TOKEN)) {
            var agent =
                    admin.agents()
                            .registerAgent(
                                    RegisterAgentRequest.builder()
                                            .email("bench@demo.test")
                                            .owner("bench")
                                            .capabilities("agents:read")
                                            .scopes("agents:read")
                                            .build());
            return admin.credentials().generateCredential(agent.agentId());
        }
    }

    private static Map<String, String> freePorts(Path home) {
        Map<String, String> environment = new HashMap<>();
        for (String name : DemoChild.PORTS) {
            environment.put(name, Integer.toString(Ports.free()));
        }
        environment.put("SERVICE_CONFIG_PATH", home.resolve("config/services.yaml").toString());
        return environment;
    }
}
