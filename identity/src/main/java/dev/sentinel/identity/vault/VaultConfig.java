package dev.sentinel.identity.vault;

import dev.sentinel.base.config.Settings;
import dev.sentinel.base.secret.Secret;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where Vault is, under the names that its own tools read.
 *
 * @param address {@code VAULT_ADDR}
 * @param token {@code VAULT_TOKEN}
 * @param mount {@code VAULT_MOUNT}: the KV v2 secrets engine for new secrets
 * @param namespace {@code VAULT_NAMESPACE}: of Vault Enterprise
 * @param authority {@code VAULT_CACERT}: who has signed Vault's certificate, when the system does
 *     not know them
 * @param timeout of one call
 */
public record VaultConfig(
        URI address,
        Secret token,
        String mount,
        Optional<String> namespace,
        Optional<Path> authority,
        Duration timeout) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

    private static final Pattern MOUNT = Pattern.compile("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*");
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Empty unless address and token are set; what is wrong is among the settings' problems. */
    public static Optional<VaultConfig> of(Settings settings) {
        Optional<URI> address = settings.parsed(VaultConfig::address, "VAULT_ADDR");
        Optional<Secret> token = settings.secret("VAULT_TOKEN");
        String mount = settings.parsed(VaultConfig::mount, "VAULT_MOUNT").orElse("secret");
        Optional<String> namespace = settings.text("VAULT_NAMESPACE");
        Optional<Path> authority = settings.parsed(VaultConfig::file, "VAULT_CACERT");
        if (address.isPresent() && token.isEmpty()) {
            settings.problem("VAULT_TOKEN", "is not set, though VAULT_ADDR is: set both or none");
        }
        return address.isPresent() && token.isPresent()
                ? Optional.of(
                        new VaultConfig(
                                address.get(),
                                token.get(),
                                mount,
                                namespace,
                                authority,
                                DEFAULT_TIMEOUT))
                : Optional.empty();
    }

    /** Secrets in clear text stay on this machine. */
    private static URI address(String text) {
        URI uri = URI.create(text.replaceAll("/+$", ""));
        if (uri.getHost() == null || uri.getQuery() != null || !uri.getPath().isEmpty()) {
            throw new IllegalArgumentException("is not an address such as https://vault:8200");
        }
        boolean isPlain = "http".equals(uri.getScheme());
        if (!isPlain && !"https".equals(uri.getScheme())) {
            throw new IllegalArgumentException("is neither an http nor an https address");
        }
        if (isPlain && !THIS_MACHINE.contains(uri.getHost())) {
            throw new IllegalArgumentException(
                    "would send secrets over the network in clear text: use https");
        }
        return uri;
    }

    private static String mount(String text) {
        String mount = text.replaceAll("^/+|/+$", "");
        if (!MOUNT.matcher(mount).matches()) {
            throw new IllegalArgumentException("is not the path of a mount, such as secret");
        }
        return mount;
    }

    private static Path file(String text) {
        Path path = Path.of(text);
        if (!Files.isReadable(path)) {
            throw new IllegalArgumentException("names a file that cannot be read: " + text);
        }
        return path;
    }
}
