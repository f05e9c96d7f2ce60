package dev.sentinel.bench.platform;

import dev.sentinel.base.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Identity with demo sign-in in a child process; PostgreSQL and Redis, durable and real, started by
 * this one, so that they outlive a killed child. Everything on free ports and in a temporary
 * directory that is deleted at the end.
 */
public final class IdentityPlatform implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final List<String> PORTS =
            List.of(
                    "DEMO_POSTGRES_PORT",
                    "DEMO_REDIS_PORT",
                    "APP_PORT",
                    "IDENTITY_PORT",
                    "RISK_PORT",
                    "MANAGEMENT_PORT",
                    "DEMO_UPSTREAM_PORT");

    private final Path stage;
    private final OwnStores stores;
    private final Map<String, String> environment;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private Optional<Process> process = Optional.empty();

    private IdentityPlatform(Path stage, OwnStores stores) {
        this.stage = stage;
        this.stores = stores;
        this.environment = stores.environment();
    }

    /** Starts stores and program, and returns when it answers. */
    public static IdentityPlatform start(Path home) throws IOException, InterruptedException {
        Path stage = Files.createTempDirectory("sentinel-bench-");
        Map<String, String> environment = new HashMap<>();
        environment.put("APP_ENV", "demo");
        environment.put("SENTINEL_ROLES", "identity");
        environment.put("LOG_LEVEL", "warn");
        environment.put("ACCESS_LOG_LEVEL", "warn");
        environment.put("SERVICE_CONFIG_PATH", home.resolve("config/services.yaml").toString());
        environment.put("ISSUER_URL", "http://identity.bench");
        environment.put("AUDIT_ORIGIN", "identity.bench/audit");
        // No quota: refusals are not what is looked at.
        environment.put("MAX_TOKENS_PER_MONTH", "0");
        environment.put("MAX_AGENTS", "0");
        environment.put("RATE_LIMIT_MAX_REQUESTS", "0");
        IdentityPlatform platform =
                new IdentityPlatform(stage, OwnStores.start(stage, environment, PORTS));
        try {
            platform.startProgram();
            return platform;
        } catch (IOException | InterruptedException | RuntimeException failure) {
            platform.close();
            throw failure;
        }
    }

    /** Starts the program, also after a kill, and returns when it answers. */
    public void startProgram() throws IOException, InterruptedException {
        ProcessBuilder builder =
                JavaChild.of(
                        "dev.sentinel.demo.DemoCommand",
                        List.of("-Dsentinel.home=" + stage.resolve("program")),
                        List.of("dev", "--no-seed"),
                        environment,
                        stage);
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(stage.resolve("child.log").toFile()));
        Files.createDirectories(stage.resolve("program"));
        Process started = JavaChild.started(builder);
        process = Optional.of(started);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!answers()) {
            if (started.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                throw new IOException(
                        "identity did not start:\n" + Files.readString(stage.resolve("child.log")));
            }
        }
    }

    /** SIGKILL to the program; the stores go on. */
    public void kill() throws InterruptedException {
        JavaChild.kill(process.orElseThrow());
    }

    /** Where identity answers. */
    public URI identity() {
        return URI.create("http://127.0.0.1:" + setting("IDENTITY_PORT"));
    }

    /** A setting of the program. */
    public String setting(String name) {
        return environment.getOrDefault(name, "");
    }

    /** What services of the platform share. */
    public Secret serviceKey() {
        return new Secret(setting("SENTINEL_SERVICE_KEY"));
    }

    /** The key that signs the audit log's checkpoints, once the program has started. */
    public Path auditKey() {
        return stage.resolve("program/.sentinel/keys/audit.pem");
    }

    /** Where the program's log is. */
    public Path stage() {
        return stage;
    }

    private boolean answers() throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(identity().resolve("/.well-known/jwks.json"))
                            .timeout(Duration.ofSeconds(2))
                            .build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        process.ifPresent(Process::destroyForcibly);
        stores.close();
        try (Stream<Path> files = Files.walk(stage)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException _) {
            // A temporary directory: the system forgets it as well.
        }
    }
}
