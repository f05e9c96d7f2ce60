package dev.sentinel.identity.credential;

/**
 * Limits of credentials.
 *
 * @param maxUsable credentials of one agent that work at the same time: each token request may have
 *     to compare with all of them
 */
public record CredentialsConfig(int maxUsable) {
    public static final int DEFAULT_MAX_USABLE = 100;
}
