package dev.sentinel.identity.credential;

import dev.sentinel.base.config.Settings;
import dev.sentinel.identity.vault.VaultConfig;
import java.util.Optional;

/**
 * Limits of credentials, and where their secrets are kept.
 *
 * @param maxUsable credentials of one agent that work at the same time: each token request may have
 *     to compare with all of them
 * @param vault where new secrets are kept; without it, in their rows
 */
public record CredentialsConfig(int maxUsable, Optional<VaultConfig> vault) {
    private static final int DEFAULT_MAX_USABLE = 100;

    /** Reads the settings; what is wrong is among their problems. */
    public static CredentialsConfig of(Settings settings) {
        return new CredentialsConfig(DEFAULT_MAX_USABLE, VaultConfig.of(settings));
    }
}
