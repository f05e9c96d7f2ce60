package dev.sentinel.gateway.credential;

import dev.sentinel.base.config.Settings;
import dev.sentinel.base.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Credentials in settings. Credential {@code risk} is {@code RISK_SERVICE_USER} and {@code
 * RISK_SERVICE_PASSWORD}, else, as for {@code default}, {@code SERVICE_USER} and {@code
 * SERVICE_PASSWORD}; a name with {@code _FILE} behind it names a file that holds the value, and is
 * read anew each time.
 */
record EnvironmentCredentials(Settings settings) implements CredentialSource {
    private static final String SHARED = "default";

    @Override
    public Optional<BasicCredential> read(String name) {
        Optional<Secret> user = value(name, "SERVICE_USER");
        Optional<Secret> password = value(name, "SERVICE_PASSWORD");
        return user.flatMap(u -> password.map(p -> BasicCredential.of(u, p)));
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public String place(String name) {
        String shared = "SERVICE_USER and SERVICE_PASSWORD";
        return name.equals(SHARED)
                ? shared
                : own(name, "SERVICE_USER")
                        + " and "
                        + own(name, "SERVICE_PASSWORD")
                        + ", or "
                        + shared;
    }

    private static String own(String name, String variable) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_') + "_" + variable;
    }

    private Optional<Secret> value(String name, String shared) {
        if (name.equals(SHARED)) {
            return direct(shared);
        }
        return direct(own(name, shared)).or(() -> direct(shared));
    }

    private Optional<Secret> direct(String variable) {
        return settings.secret(variable).or(() -> fromFile(variable + "_FILE"));
    }

    private Optional<Secret> fromFile(String name) {
        return settings.text(name)
                .flatMap(path -> {
                    try {
                        return Optional.of(new Secret(Files.readString(Path.of(path)).strip()));
                    } catch (IOException unreadable) {
                        return Optional.empty();
                    }
                });
    }
}
