package dev.sentinel.identity;

import dev.sentinel.base.config.Settings;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.identity.agent.AgentsConfig;
import dev.sentinel.identity.agent.AgentsConfig.Suspension;
import dev.sentinel.identity.credential.CredentialsConfig;
import dev.sentinel.identity.credential.MachineSecrets;
import dev.sentinel.identity.key.KeyRingConfig;
import dev.sentinel.identity.limit.RateLimitConfig;
import dev.sentinel.identity.person.PeopleConfig;
import dev.sentinel.identity.token.CertificateConfig;
import dev.sentinel.identity.token.TokenConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What identity needs to know to start.
 *
 * @param kek {@code SENTINEL_KEK}: 32 bytes in base64 that seal the signing keys in the database
 * @param pepper {@code CREDENTIAL_PEPPER}: what client secrets are hashed under, at least 32
 *     characters; losing it ends all of them
 * @param requests {@code RATE_LIMIT_MAX_REQUESTS} of one caller within {@code RATE_LIMIT_WINDOW_MS}
 * @param serviceKey {@code SENTINEL_SERVICE_KEY}: what services of the platform share; revocations
 *     in Redis are sealed with it
 * @param privateJwks {@code CLIENT_JWKS_PRIVATE}: whether agents' {@code jwksUri} may lead to
 *     private addresses, and there over plain HTTP
 * @param dpopNonces {@code DPOP_NONCE_REQUIRED}: whether DPoP proofs must carry a nonce of ours
 * @param auditShown {@code AUDIT_SHOWN_DAYS}: how far back the agent API shows audit events
 * @param policyDirectory {@code POLICY_DIR}: where {@code authz.wasm} or {@code data/scopes.json}
 *     lies; {@code policies} when that is there; else the table that the program carries is in
 *     force
 * @param people who may have an account, and how they sign in
 */
public record IdentityConfig(
        Secret kek,
        Secret pepper,
        KeyRingConfig keys,
        AgentsConfig agents,
        CredentialsConfig credentials,
        TokenConfig tokens,
        RateLimitConfig requests,
        Secret serviceKey,
        boolean privateJwks,
        boolean dpopNonces,
        Duration auditShown,
        Optional<Path> policyDirectory,
        PeopleConfig people) {
    private static final String ISSUER = "http://localhost:9003";
    private static final String AUDIENCE = "sentinel";
    private static final Secret UNSET = new Secret("");
    private static final long NO_BOUND = Long.MAX_VALUE;
    // Below the whole numbers that every JSON reader keeps exact.
    private static final long MANY = 1L << 52;

    /** Reads the settings; what is wrong is among their problems. */
    public static IdentityConfig of(Settings settings) {
        return new IdentityConfig(
                settings.requiredSecret(
                        KeyRingConfig::kek, UNSET, "`openssl rand -base64 32`", "SENTINEL_KEK"),
                settings.requiredSecret(
                        MachineSecrets::pepper,
                        UNSET,
                        "`openssl rand -base64 32`",
                        "CREDENTIAL_PEPPER"),
                KeyRingConfig.of(settings, TokenConfig.DEFAULT_LIFE),
                new AgentsConfig(
                        settings.number(AgentsConfig.FREE_TIER, 0, NO_BOUND, "MAX_AGENTS"),
                        settings.parsed(Suspension::ofWord, "AGENT_SUSPENSION")
                                .orElse(Suspension.AT_ONCE)),
                CredentialsConfig.of(settings),
                new TokenConfig(
                        settings.text("ISSUER_URL").orElse(ISSUER).replaceAll("/+$", ""),
                        settings.text("JWT_AUDIENCE").orElse(AUDIENCE),
                        settings.parsed(TokenConfig::parseResources, "TOKEN_RESOURCES")
                                .orElse(Set.of()),
                        TokenConfig.DEFAULT_LIFE,
                        settings.number(TokenConfig.FREE_TIER, 0, NO_BOUND, "MAX_TOKENS_PER_MONTH"),
                        CertificateConfig.of(settings)),
                new RateLimitConfig(
                        settings.number(
                                RateLimitConfig.FREE_TIER, 0, MANY, "RATE_LIMIT_MAX_REQUESTS"),
                        Duration.ofMillis(
                                settings.number(
                                        RateLimitConfig.MINUTE.toMillis(),
                                        1_000,
                                        Duration.ofDays(1).toMillis(),
                                        "RATE_LIMIT_WINDOW_MS"))),
                settings.secret("SENTINEL_SERVICE_KEY").orElse(UNSET),
                settings.flag(false, "CLIENT_JWKS_PRIVATE"),
                settings.flag(false, "DPOP_NONCE_REQUIRED"),
                Duration.ofDays(settings.number(90, 1, 2_557, "AUDIT_SHOWN_DAYS")),
                policyDirectory(settings),
                PeopleConfig.of(settings));
    }

    private static Optional<Path> policyDirectory(Settings settings) {
        Optional<Path> named = settings.text("POLICY_DIR").map(Path::of);
        named.filter(path -> !Files.isDirectory(path))
                .ifPresent(path -> settings.problem("POLICY_DIR", "is no directory: " + path));
        return named.or(() -> Optional.of(Path.of("policies")).filter(Files::isDirectory));
    }
}
