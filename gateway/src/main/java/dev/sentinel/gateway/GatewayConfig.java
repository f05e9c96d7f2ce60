package dev.sentinel.gateway;

import dev.sentinel.base.config.Environment;
import dev.sentinel.base.config.Settings;
import dev.sentinel.gateway.credential.CredentialConfig;
import dev.sentinel.gateway.credential.CredentialSource;
import dev.sentinel.gateway.registry.Finding;
import dev.sentinel.gateway.registry.RegistryReader;
import dev.sentinel.gateway.registry.RegistryRefused;
import dev.sentinel.gateway.registry.RegistrySource;
import dev.sentinel.gateway.registry.ServiceRegistry;
import dev.sentinel.web.Cors;
import dev.sentinel.web.EdgePolicy;
import dev.sentinel.web.Networks;
import dev.sentinel.web.TrustedProxies;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the gateway is started with.
 *
 * @param source where the registry was read from, and will be again
 * @param apiPrefix where the gateway's own API and its services stand, such as {@code /api/v1}
 * @param environment as health tells it; outside production the API describes itself
 * @param edge what its listener does for being seen from outside
 * @param checksHealth whether services are looked at every {@code checkInterval}
 */
public record GatewayConfig(
        RegistrySource source,
        ServiceRegistry registry,
        CredentialSource credentials,
        String apiPrefix,
        Environment environment,
        EdgePolicy edge,
        boolean checksHealth,
        Duration checkInterval) {
    private static final long YEAR_SECONDS = 31_536_000;

    /**
     * Reads {@code SERVICE_CONFIG_PATH} ({@code config/services.yaml}) with {@code
     * STAGE_CONFIG_PATH} over it, the services' credentials, and what the edge needs. What is wrong
     * becomes a problem of the settings, every finding its own.
     */
    public static GatewayConfig from(Settings settings) {
        String apiPrefix = settings.text("API_PREFIX").orElse("/api/v1");
        if (!apiPrefix.matches("(/[A-Za-z0-9._-]+)+")) {
            settings.problem("API_PREFIX", "is '" + apiPrefix + "': use a path such as /api/v1");
        }
        Path file = Path.of(settings.text("SERVICE_CONFIG_PATH").orElse("config/services.yaml"));
        RegistrySource source =
                new RegistrySource(
                        new RegistryReader(
                                name -> settings.text(name), apiPrefix, exemptPaths(settings)),
                        file,
                        settings.text("STAGE_CONFIG_PATH").map(Path::of));
        ServiceRegistry registry = registry(settings, source);
        CredentialSource credentials = CredentialConfig.source(settings);
        if (credentials.isLocal()) {
            // So that what is read is known, and told with the other settings.
            registry.services().stream()
                    .map(service -> service.destination().credential())
                    .flatMap(Optional::stream)
                    .forEach(credentials::read);
        }
        Environment environment = Environment.of(settings);
        return new GatewayConfig(
                source,
                registry,
                credentials,
                apiPrefix,
                environment,
                edge(settings, !environment.production()),
                settings.flag(true, "SERVICE_HEALTH_CHECK_ENABLED"),
                interval(settings));
    }

    private static Duration interval(Settings settings) {
        Duration interval =
                settings.duration(Duration.ofSeconds(30), "SERVICE_HEALTH_CHECK_INTERVAL");
        if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
            settings.problem("SERVICE_HEALTH_CHECK_INTERVAL", "must be 1s at least");
            return Duration.ofSeconds(1);
        }
        return interval;
    }

    private static EdgePolicy edge(Settings settings, boolean development) {
        long seconds = settings.number(YEAR_SECONDS, 0, 10 * YEAR_SECONDS, "SECURITY_HSTS_MAX_AGE");
        List<String> origins = list(settings, "CORS_ALLOW_ORIGINS");
        if (origins.contains("*") && !(development && origins.size() == 1)) {
            settings.problem("CORS_ALLOW_ORIGINS", "is *: outside development, name each origin");
        }
        TrustedProxies proxies =
                settings.parsed(Networks::parse, "TRUSTED_PROXIES")
                        .map(TrustedProxies::in)
                        .orElse(TrustedProxies.none());
        Cors cors =
                origins.contains("*")
                        ? Cors.anybody()
                        : settings.parsed(text -> Cors.of(items(text)), "CORS_ALLOW_ORIGINS")
                                .orElse(Cors.none());
        return EdgePolicy.outside(
                development ? OptionalLong.empty() : OptionalLong.of(seconds), cors, proxies);
    }

    /** Those that could be public paths; whether routes are there is the registry's to say. */
    private static List<String> exemptPaths(Settings settings) {
        String name = "ENVELOPE_EXEMPT_PATHS";
        List<String> given = list(settings, name);
        given.stream()
                .filter(path -> !path.startsWith("/"))
                .forEach(path ->
                        settings.problem(
                                name, "names '" + path + "': use paths such as /api/v1/zen/**"));
        return given.stream().filter(path -> path.startsWith("/")).toList();
    }

    private static List<String> list(Settings settings, String name) {
        return settings.text(name).map(GatewayConfig::items).orElse(List.of());
    }

    /** Separated by commas, or a JSON array of texts, as the original takes it. */
    private static List<String> items(String text) {
        String bare = text.replaceAll("^\\[|]$", "");
        return Arrays.stream(bare.split(",", -1))
                .map(item -> item.strip().replaceAll("^\"|\"$", ""))
                .filter(item -> !item.isEmpty())
                .toList();
    }

    /** Which setting named the file that the finding is about. */
    private static String settingOf(Finding finding, RegistrySource source) {
        boolean ofStage =
                source.stage().filter(path -> path.toString().equals(finding.file())).isPresent();
        return ofStage ? "STAGE_CONFIG_PATH" : "SERVICE_CONFIG_PATH";
    }

    private static ServiceRegistry registry(Settings settings, RegistrySource source) {
        try {
            return source.read();
        } catch (RegistryRefused refused) {
            refused.findings()
                    .forEach(each -> settings.problem(settingOf(each, source), "refused: " + each));
            return ServiceRegistry.empty();
        }
    }
}
