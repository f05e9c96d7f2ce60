package dev.sentinel.gateway.forward;

import dev.sentinel.base.config.Settings;
import dev.sentinel.base.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The Basic credentials that the gateway presents to services (RFC 7617), by the name the registry
 * gives them. Credential {@code risk} is read from {@code RISK_SERVICE_USER} and {@code
 * RISK_SERVICE_PASSWORD}, else from {@code SERVICE_USER} and {@code SERVICE_PASSWORD}; a name with
 * {@code _FILE} behind it reads the value from that file. Values are never logged.
 */
public final class ServiceCredentials {
    private final Map<String, Secret> authorization;

    private ServiceCredentials(Map<String, Secret> authorization) {
        this.authorization = Map.copyOf(authorization);
    }

    /** Reads the named credentials; one that is not set becomes a problem of the settings. */
    public static ServiceCredentials from(Settings settings, Collection<String> names) {
        Map<String, Secret> read = new HashMap<>();
        for (String name : names) {
            String variable = name.toUpperCase(Locale.ROOT).replace('-', '_');
            Optional<Secret> user = value(settings, variable + "_SERVICE_USER", "SERVICE_USER");
            Optional<Secret> password =
                    value(settings, variable + "_SERVICE_PASSWORD", "SERVICE_PASSWORD");
            if (user.isEmpty() || password.isEmpty()) {
                settings.problem(
                        variable + "_SERVICE_USER and " + variable + "_SERVICE_PASSWORD",
                        "or SERVICE_USER and SERVICE_PASSWORD must be set: the service registry"
                                + " names the credential '"
                                + name
                                + "'");
                continue;
            }
            read.put(name, basic(user.get(), password.get()));
        }
        return new ServiceCredentials(read);
    }

    /** The value of the Authorization header for a credential; empty when there is none. */
    Optional<Secret> authorization(String name) {
        return Optional.ofNullable(authorization.get(name));
    }

    private static Secret basic(Secret user, Secret password) {
        byte[] pair = (user.expose() + ":" + password.expose()).getBytes(StandardCharsets.UTF_8);
        return new Secret("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    private static Optional<Secret> value(Settings settings, String own, String shared) {
        Optional<Secret> direct = settings.secret(own);
        if (direct.isPresent()) {
            return direct;
        }
        Optional<Secret> file = fromFile(settings, own + "_FILE");
        if (file.isPresent()) {
            return file;
        }
        Optional<Secret> common = settings.secret(shared);
        return common.isPresent() ? common : fromFile(settings, shared + "_FILE");
    }

    private static Optional<Secret> fromFile(Settings settings, String name) {
        return settings.text(name)
                .flatMap(path -> {
                    try {
                        return Optional.of(new Secret(Files.readString(Path.of(path)).strip()));
                    } catch (IOException unreadable) {
                        settings.problem(name, "names a file that cannot be read");
                        return Optional.empty();
                    }
                });
    }
}
