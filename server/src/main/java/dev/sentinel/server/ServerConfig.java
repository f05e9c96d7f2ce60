package dev.sentinel.server;

import dev.sentinel.audit.witness.Witness;
import dev.sentinel.audit.witness.WitnessConfig;
import dev.sentinel.base.config.Environment;
import dev.sentinel.base.config.Settings;
import dev.sentinel.base.redis.Redis;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.sql.DatabaseConfig;
import dev.sentinel.base.sql.PostgresUrl;
import dev.sentinel.identity.person.PeopleConfig;
import dev.sentinel.trust.token.SharedSecret;
import dev.sentinel.web.Networks;
import dev.sentinel.web.TrustedProxies;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the process as a whole is told. Names of the originals are read beside ours; the reference
 * page is {@code docs/reference/configuration.md}.
 *
 * @param production whether anything made for demo stops the start
 * @param owner who owns the schemas and migrates them; empty leaves migrations to somebody else
 * @param issuer the {@code iss} of tokens, and the base of identity's public addresses
 * @param publicUrl where callers reach the gateway; DPoP proofs are made for it
 * @param dpopNonces whether DPoP proofs must carry a nonce of ours
 * @param identityUrl where this process reaches identity
 * @param serviceKey what services of the platform show each other
 * @param logOrigin names the audit log in its checkpoints (C2SP tlog-checkpoint)
 * @param witnesses who is asked to cosign the audit log's checkpoints
 * @param sharedSecret what tokens of people may be signed with, when that is asked for
 * @param auditKey the file of the key that signs checkpoints; made when it is not there
 * @param tls where this process ends TLS itself
 * @param mutualTls where clients may show certificates
 * @param proxies who is believed when it says for whom it asks
 */
public record ServerConfig(
        boolean production,
        Set<ProcessRole> roles,
        String host,
        String riskHost,
        String managementHost,
        int gatewayPort,
        int identityPort,
        int riskPort,
        int managementPort,
        DatabaseConfig database,
        Optional<PostgresUrl> owner,
        String redisUrl,
        String issuer,
        String audience,
        String publicUrl,
        boolean dpopNonces,
        URI identityUrl,
        Secret serviceKey,
        String logOrigin,
        Path auditKey,
        WitnessConfig witnesses,
        Path objectStore,
        Duration maxStaleness,
        ServingTls tls,
        MutualTls mutualTls,
        TrustedProxies proxies,
        Optional<SharedSecret> sharedSecret) {

    private static final int LEAST_SECRET = 32;

    public ServerConfig {
        roles = Set.copyOf(roles);
    }

    /** Reads everything; what is wrong stands in {@link Settings#problems}. */
    public static ServerConfig read(Settings settings) {
        boolean production = Environment.of(settings).production();
        int identityPort = settings.port(9003, "IDENTITY_PORT", "PORT");
        int gatewayPort = settings.port(8000, "APP_PORT", "GATEWAY_PORT");
        ServingTls tls = ServingTls.of(settings, production);
        String identity = ServingTls.scheme(tls.identity());
        PostgresUrl app = database(settings);
        LogSettings.check(settings);
        return new ServerConfig(
                production,
                settings.parsed(ProcessRole::parse, "SENTINEL_ROLES")
                        .orElse(EnumSet.allOf(ProcessRole.class)),
                settings.text("APP_HOST").orElse("0.0.0.0"),
                settings.text("RISK_HOST").orElse("127.0.0.1"),
                settings.text("MANAGEMENT_HOST").orElse("127.0.0.1"),
                gatewayPort,
                identityPort,
                settings.port(8010, "RISK_PORT"),
                settings.port(9005, "MANAGEMENT_PORT"),
                new DatabaseConfig(
                        app.jdbcUrl(),
                        app.user(),
                        app.password(),
                        Math.toIntExact(
                                settings.number(
                                        DatabaseConfig.DEFAULT_POOL_SIZE,
                                        2,
                                        200,
                                        "DB_POOL_MAX",
                                        "POSTGRES_POOL_SIZE")),
                        DatabaseConfig.DEFAULT_PATIENCE),
                settings.parsedSecret(PostgresUrl::parse, "MIGRATION_DATABASE_URL"),
                settings.requiredSecret(
                        Redis::address,
                        "redis://localhost",
                        "redis://host:port",
                        "REDIS_URL",
                        "SENTRA_REDIS_URL"),
                settings.parsed(ServerConfig::http, "ISSUER_URL")
                        .map(URI::toString)
                        .orElse(identity + "localhost:" + identityPort),
                settings.text("JWT_AUDIENCE").orElse("sentinel"),
                settings.parsed(ServerConfig::http, "PUBLIC_URL")
                        .map(URI::toString)
                        .orElse(ServingTls.scheme(tls.gateway()) + "localhost:" + gatewayPort),
                settings.flag(false, "DPOP_NONCE_REQUIRED"),
                settings.parsed(ServerConfig::http, "IDENTITY_URL")
                        .orElse(URI.create(identity + "127.0.0.1:" + identityPort)),
                settings.requiredSecret(
                        ServerConfig::serviceKey,
                        new Secret(""),
                        "what make setup writes into .env",
                        "SENTINEL_SERVICE_KEY"),
                settings.text("AUDIT_ORIGIN").orElse("sentinel.local/audit"),
                Path.of(settings.text("AUDIT_SIGNING_KEY_PATH").orElse(".sentinel/keys/audit.pem")),
                witnesses(settings),
                Path.of(settings.text("OBJECT_STORE_DIR").orElse(".sentinel/objects")),
                settings.duration(Duration.ofSeconds(10), "REVOCATION_MAX_STALENESS"),
                tls,
                MutualTls.of(settings),
                settings.parsed(Networks::parse, "TRUSTED_PROXIES")
                        .map(TrustedProxies::in)
                        .orElse(TrustedProxies.none()),
                PeopleConfig.sharedSecret(settings));
    }

    /** Whether cookies travel over TLS only: always, but in a demo over plain HTTP. */
    boolean secureCookies() {
        return production || publicUrl.startsWith("https:");
    }

    private static PostgresUrl database(Settings settings) {
        return settings.requiredSecret(
                PostgresUrl::parse,
                PostgresUrl.parse("postgresql://nobody@localhost/none"),
                "postgresql://user:password@host:port/database",
                "DATABASE_URL",
                "SENTRA_POSTGRES_DSN");
    }

    private static WitnessConfig witnesses(Settings settings) {
        List<Witness> witnesses =
                settings.parsed(Witness::parse, "AUDIT_WITNESSES").orElse(List.of());
        return WitnessConfig.of(
                witnesses,
                Math.toIntExact(
                        settings.number(
                                Math.min(1, witnesses.size()),
                                0,
                                witnesses.size(),
                                "AUDIT_WITNESS_QUORUM")));
    }

    private static Secret serviceKey(String text) {
        if (text.length() < LEAST_SECRET) {
            throw new IllegalArgumentException(
                    "is shorter than "
                            + LEAST_SECRET
                            + " characters: make setup writes one into .env");
        }
        return new Secret(text);
    }

    private static URI http(String text) {
        try {
            URI uri = URI.create(text.replaceAll("/+$", ""));
            if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // Falls through to the one message.
        }
        throw new IllegalArgumentException("is '" + text + "': use an http or https URL");
    }
}
