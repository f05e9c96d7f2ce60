package dev.sentinel.bench.process;

import dev.sentinel.stores.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The demo program, started by the launcher as people start it, on free ports and its own data. */
final class DemoChild implements AutoCloseable {
    /**
     * Forwarded to the cheapest route of risk; the caller's token is verified, the call audited.
     */
    static final String VERIFIED_HEALTH = "/bench/healthz";

    private static final String SERVICES =
            """

              bench:
                base_url: ${RISK_BASE_URL:http://127.0.0.1:8010}
                mount: root
                prefix: /bench
                mode: explicit
                auth: { type: basic, credential: risk }
                envelope: raw
                errors: problem
                routes:
                  - { method: GET, path: /healthz, access: "role(analyst) or scope(risk:score)" }
            """;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern READY = Pattern.compile("ready in (\\d+) ms");
    static final List<String> PORTS =
            List.of(
                    "DEMO_POSTGRES_PORT",
                    "DEMO_REDIS_PORT",
                    "APP_PORT",
                    "IDENTITY_PORT",
                    "RISK_PORT",
                    "MANAGEMENT_PORT");

    private final Process process;
    private final Path data;
    private final Map<String, String> environment;
    private final long readyMillis;

    private DemoChild(
            Process process, Path data, Map<String, String> environment, long readyMillis) {
        this.process = process;
        this.data = data;
        this.environment = Map.copyOf(environment);
        this.readyMillis = readyMillis;
    }

    /**
     * Starts it and returns when it says that it is ready.
     *
     * @param home the checkout
     * @param stage the directory for data and the log; a second start finds the data of the first
     */
    static DemoChild start(Path home, Path stage) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>();
        for (String port : PORTS) {
            environment.put(port, Integer.toString(Ports.free()));
        }
        environment.put("APP_ENV", "demo");
        environment.put("SENTINEL_PROGRAM", "demo");
        Path services = stage.resolve("services.yaml");
        Files.writeString(
                services, Files.readString(home.resolve("config/services.yaml")) + SERVICES);
        environment.put("SERVICE_CONFIG_PATH", services.toString());
        // No quota: what is measured is the work of a token, not the refusal of one.
        environment.put("MAX_TOKENS_PER_MONTH", "0");
        // Counted, as everybody is, but never refused.
        environment.put("RATE_LIMIT_MAX_REQUESTS", Long.toString(1L << 40));
        // The last of two definitions counts, so this one moves the data away from the checkout.
        environment.put("JAVA_OPTIONS", "-Dsentinel.home=" + stage);
        Path log = stage.resolve("demo.log");
        ProcessBuilder builder =
                new ProcessBuilder(home.resolve("sentinel").toString(), "dev", "--no-seed")
                        .directory(stage.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        // What this shell happens to have set for another Sentinel is not to be measured.
        for (String foreign :
                List.of("DATABASE_URL", "SENTRA_POSTGRES_DSN", "REDIS_URL", "SENTRA_REDIS_URL")) {
            builder.environment().remove(foreign);
        }
        builder.environment().putAll(environment);
        Process process = builder.start();
        // Whoever ends the measuring process does not want to look for the measured one.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop demo"));
        try {
            return new DemoChild(
                    process, stage.resolve(".sentinel"), environment, awaitReady(process, log));
        } catch (IOException | InterruptedException | RuntimeException failure) {
            stop(process);
            throw failure;
        }
    }

    long pid() {
        return process.pid();
    }

    /** PostgreSQL starts by a program that ends, so it is no child of ours. */
    long postgresPid() throws IOException {
        return pid(data.resolve("postgres/postmaster.pid"));
    }

    long redisPid() throws IOException {
        return pid(data.resolve("redis/redis.pid"));
    }

    /** How long the program took, from the start of its JVM, by what it says itself. */
    long readyMillis() {
        return readyMillis;
    }

    Path data() {
        return data;
    }

    int port(String setting) {
        return Integer.parseInt(environment.get(setting));
    }

    @Override
    public void close() {
        stop(process);
    }

    private static long awaitReady(Process process, Path log)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            try (BufferedReader lines = Files.newBufferedReader(log)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    Matcher ready = READY.matcher(line);
                    if (ready.find()) {
                        return Long.parseLong(ready.group(1));
                    }
                }
            }
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        throw new IOException("the demo did not start:\n" + Files.readString(log));
    }

    /** SIGTERM first: the program stops its stores. */
    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static long pid(Path file) throws IOException {
        return Long.parseLong(Files.readString(file).lines().findFirst().orElseThrow().strip());
    }
}
