package dev.sentinel.bench.process;

import dev.sentinel.stores.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/** The demo program with every role, on free ports and its own data. */
final class DemoChild implements AutoCloseable {
    /**
     * Forwarded to the cheapest route of risk; the caller's token is verified, the call audited.
     */
    static final String VERIFIED_HEALTH = "/bench/healthz";

    private static final String SERVICES =
            """
            services:
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
    static final List<String> PORTS =
            List.of(
                    "DEMO_POSTGRES_PORT",
                    "DEMO_REDIS_PORT",
                    "APP_PORT",
                    "IDENTITY_PORT",
                    "RISK_PORT",
                    "MANAGEMENT_PORT",
                    "DEMO_UPSTREAM_PORT");

    private final Child child;
    private final Path data;
    private final Map<String, String> environment;

    private DemoChild(Child child, Path data, Map<String, String> environment) {
        this.child = child;
        this.data = data;
        this.environment = Map.copyOf(environment);
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
                services,
                Files.readString(home.resolve("config/services.yaml"))
                        .replaceFirst("(?m)^services:\n", Matcher.quoteReplacement(SERVICES)));
        environment.put("SERVICE_CONFIG_PATH", services.toString());
        // Counted, as everybody is, but never refused.
        environment.put("RATE_LIMIT_MAX_REQUESTS", Long.toString(1L << 40));
        // The last of two definitions counts, so this one moves the data away from the checkout.
        environment.put("JAVA_OPTIONS", "-Dsentinel.home=" + stage);
        Child child = Child.start(home, stage, List.of("dev", "--no-seed"), environment);
        return new DemoChild(child, stage.resolve(".sentinel"), environment);
    }

    Pids pids() throws IOException {
        return Pids.of(child.pid(), data);
    }

    long readyMillis() {
        return child.readyMillis();
    }

    Path data() {
        return data;
    }

    int port(String setting) {
        return Integer.parseInt(environment.get(setting));
    }

    @Override
    public void close() {
        child.close();
    }
}
