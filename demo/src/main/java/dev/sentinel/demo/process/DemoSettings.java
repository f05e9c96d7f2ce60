package dev.sentinel.demo.process;

import dev.sentinel.base.config.Settings;
import dev.sentinel.demo.stores.NamedPort;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The demo's settings: what the environment and {@code .env} say wins, the demo fills the rest.
 *
 * @param environment of the process
 */
record DemoSettings(Map<String, String> environment, Path dotEnv) {
    private static final String SERVICE_KEY = "SENTINEL_SERVICE_KEY";

    /**
     * What our own database cannot be read without, and what a demo that runs already goes by,
     * whose commands must not go by another.
     */
    private static final List<String> OWN_SECRETS =
            List.of("SENTINEL_KEK", "CREDENTIAL_PEPPER", SERVICE_KEY);

    DemoSettings {
        environment = Map.copyOf(environment);
    }

    /** What was given, before the demo adds anything. */
    Settings given() {
        return Settings.load(environment, dotEnv);
    }

    int gatewayPort() {
        return given().port(8000, "APP_PORT", "GATEWAY_PORT");
    }

    int identityPort() {
        return given().port(9003, "IDENTITY_PORT", "PORT");
    }

    int riskPort() {
        return given().port(8010, "RISK_PORT");
    }

    int managementPort() {
        return given().port(9005, "MANAGEMENT_PORT");
    }

    int upstreamPort() {
        return given().port(9021, "DEMO_UPSTREAM_PORT");
    }

    List<NamedPort> ports() {
        return List.of(
                new NamedPort("gateway", gatewayPort(), "APP_PORT"),
                new NamedPort("identity", identityPort(), "IDENTITY_PORT"),
                new NamedPort("risk", riskPort(), "RISK_PORT"),
                new NamedPort("management", managementPort(), "MANAGEMENT_PORT"),
                new NamedPort("services", upstreamPort(), "DEMO_UPSTREAM_PORT"));
    }

    Addresses addresses() {
        return Addresses.of(
                gatewayPort(), identityPort(), riskPort(), managementPort(), upstreamPort());
    }

    /** Everything that the platform reads, with the stores that run now. */
    Settings complete(Path directory, Map<String, String> stores) {
        return Settings.load(environmentOf(directory, stores), dotEnv);
    }

    /** The environment, and what the demo adds to it. */
    Map<String, String> environmentOf(Path directory, Map<String, String> stores) {
        Map<String, String> defaults = new HashMap<>(stores);
        defaults.put("APP_ENV", "demo");
        // Tokens that everybody knows must not be reachable from elsewhere.
        defaults.put("APP_HOST", "127.0.0.1");
        defaults.put("ISSUER_URL", "http://localhost:" + identityPort());
        defaults.put("AUDIT_SIGNING_KEY_PATH", directory.resolve("keys/audit.pem").toString());
        defaults.put("OBJECT_STORE_DIR", directory.resolve("objects").toString());
        defaults.put("RISK_BASE_URL", "http://127.0.0.1:" + riskPort());
        for (String service : List.of("nexus", "zen", "agents", "ingestion")) {
            defaults.put(
                    service.toUpperCase(Locale.ROOT) + "_BASE_URL",
                    "http://127.0.0.1:" + upstreamPort() + "/" + service);
        }
        // What the demo's services are shown; any Basic credential does.
        defaults.put("SERVICE_USER", "gateway");
        defaults.put("SERVICE_PASSWORD", "demo");
        Settings given = given();
        // The name and the key under which risk knows the gateway.
        defaults.put("RISK_SERVICE_USER", "gateway");
        serviceKey(given, stores).ifPresent(key -> defaults.put("RISK_SERVICE_PASSWORD", key));
        Map<String, String> merged = new HashMap<>(environment);
        defaults.forEach((name, value) -> {
            if (given.text(name).isEmpty()) {
                merged.put(name, value);
            }
        });
        if (areOurs(stores)) {
            // Those in .env are for other stores: a demo that read them would not open its own
            // keys any more.
            OWN_SECRETS.forEach(name ->
                    Optional.ofNullable(stores.get(name))
                            .ifPresent(secret ->
                                    merged.put(name, environment.getOrDefault(name, secret))));
        }
        return merged;
    }

    private Optional<String> serviceKey(Settings given, Map<String, String> stores) {
        Optional<String> own = Optional.ofNullable(stores.get(SERVICE_KEY));
        return areOurs(stores) && !environment.containsKey(SERVICE_KEY)
                ? own.or(() -> given.text(SERVICE_KEY))
                : given.text(SERVICE_KEY).or(() -> own);
    }

    private static boolean areOurs(Map<String, String> stores) {
        return stores.containsKey("DATABASE_URL");
    }
}
