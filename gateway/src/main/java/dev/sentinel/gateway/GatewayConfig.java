package dev.sentinel.gateway;

import dev.sentinel.base.config.Settings;
import dev.sentinel.gateway.forward.ServiceCredentials;
import dev.sentinel.gateway.registry.RegistryReader;
import dev.sentinel.gateway.registry.RegistryRefused;
import dev.sentinel.gateway.registry.ServiceRegistry;
import dev.sentinel.gateway.registry.UpstreamService;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the gateway is started with.
 *
 * @param apiPrefix where the gateway's own API and its services stand, such as {@code /api/v1}
 * @param environment {@code dev}, {@code prod}, … as health tells it
 */
public record GatewayConfig(
        ServiceRegistry registry,
        ServiceCredentials credentials,
        String apiPrefix,
        String environment) {

    /**
     * Reads {@code SERVICE_CONFIG_PATH} ({@code config/services.yaml}), {@code API_PREFIX} and the
     * services' credentials. What is wrong becomes a problem of the settings, every finding its
     * own.
     */
    public static GatewayConfig from(Settings settings) {
        String apiPrefix = settings.text("API_PREFIX").orElse("/api/v1");
        if (!apiPrefix.matches("(/[A-Za-z0-9._-]+)+")) {
            settings.problem("API_PREFIX", "is '" + apiPrefix + "': use a path such as /api/v1");
        }
        Path file = Path.of(settings.text("SERVICE_CONFIG_PATH").orElse("config/services.yaml"));
        ServiceRegistry registry = registry(settings, file, apiPrefix);
        List<String> names =
                registry.services().stream()
                        .map(UpstreamService::credential)
                        .flatMap(Optional::stream)
                        .distinct()
                        .toList();
        return new GatewayConfig(
                registry,
                ServiceCredentials.from(settings, names),
                apiPrefix,
                settings.text("ENVIRONMENT", "APP_ENV").orElse("prod"));
    }

    private static ServiceRegistry registry(Settings settings, Path file, String apiPrefix) {
        try {
            return new RegistryReader(name -> settings.text(name), apiPrefix).read(file);
        } catch (RegistryRefused refused) {
            refused.findings()
                    .forEach(each -> settings.problem("SERVICE_CONFIG_PATH", "refused: " + each));
            return new ServiceRegistry(List.of());
        }
    }
}
