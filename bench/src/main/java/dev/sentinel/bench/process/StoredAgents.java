package dev.sentinel.bench.process;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.DatabaseConfig;
import dev.sentinel.base.sql.PostgresUrl;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Agents with a credential each, written straight into the tables: through the API, fifty thousand
 * would take longer than all that is measured.
 */
public final class StoredAgents {
    private static final String WORKSPACE = "bench";
    // Some moment of the past, in the place where a UUIDv7 has its time.
    private static final long FIRST = 1_760_000_000_000L;
    private static final int AT_ONCE = 10_000;

    private StoredAgents() {}

    /** Writes that many agents; their secrets are of the form that the program makes. */
    public static StoredAgents write(PostgresUrl url, Secret pepper, int agents)
            throws GeneralSecurityException {
        StoredAgents stored = new StoredAgents();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(pepper.expose().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        try (Database database =
                Database.open(
                        new DatabaseConfig(
                                url.jdbcUrl(),
                                url.user(),
                                url.password(),
                                1,
                                DatabaseConfig.DEFAULT_PATIENCE))) {
            for (int from = 0; from < agents; from += AT_ONCE) {
                stored.write(database, mac, from, Math.min(agents, from + AT_ONCE));
            }
        }
        return stored;
    }

    public String clientId(int number) {
        return id(number).toString();
    }

    public String secret(int number) {
        return "sk_live_" + "%064x".formatted(number);
    }

    private void write(Database database, Mac mac, int from, int to) {
        String[] ids = texts(from, to, this::clientId);
        String[] macs = texts(from, to, number -> hex(mac, secret(number)));
        database.inTransaction(tx -> {
            tx.execute(
                    """
                    INSERT INTO identity.agent (position, agent_id, workspace, email, agent_type, version,
                                                capabilities, owner, deployment_env, scopes,
                                                created_at, updated_at)
                    SELECT ? + place, id::uuid, ?, id || '@bench.test', 'custom', '1.0.0',
                           ARRAY['risk:score'], 'bench', 'production', ARRAY['risk:score', 'tokens:read'],
                           now(), now()
                      FROM unnest(?::text[]) WITH ORDINALITY AS given (id, place)
                    """,
                    from,
                    WORKSPACE,
                    ids);
            tx.execute(
                    """
                    INSERT INTO identity.credential (credential_id, agent_id, secret_mac, created_at)
                    SELECT id::uuid, id::uuid, decode(mac, 'hex'), now()
                      FROM unnest(?::text[], ?::text[]) AS given (id, mac)
                    """,
                    ids,
                    macs);
            tx.execute(
                    """
                    INSERT INTO identity.agent_count AS kept (workspace, active) VALUES (?, ?)
                    ON CONFLICT (workspace) DO UPDATE SET active = kept.active + excluded.active
                    """,
                    WORKSPACE,
                    to - from);
        });
    }

    private static String[] texts(int from, int to, IntFunction<String> text) {
        return IntStream.range(from, to).mapToObj(text).toArray(String[]::new);
    }

    private static String hex(Mac mac, String secret) {
        return HexFormat.of().formatHex(mac.doFinal(secret.getBytes(StandardCharsets.UTF_8)));
    }

    private static UUID id(int number) {
        return new UUID((FIRST + number) << 16 | 0x7000, 0x8000_0000_0000_0000L | number);
    }
}
