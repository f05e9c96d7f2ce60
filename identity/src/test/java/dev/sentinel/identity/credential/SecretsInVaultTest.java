package dev.sentinel.identity.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.identity.testing.Answer;
import dev.sentinel.identity.testing.TestPlatform;
import dev.sentinel.identity.testing.TestPlatform.Options;
import dev.sentinel.identity.testing.TestVault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Secrets in Vault and secrets in rows, side by side, on one database. */
class SecretsInVaultTest {
    private static final String ADMIN = TestPlatform.ADMIN;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TestVault vault = new TestVault();
    private final TestDatabase stores = TestPostgres.fresh("audit", "identity");
    private final String redis = TestRedis.fresh();
    private final TestPlatform plain = new TestPlatform(stores, redis, Options.USUAL);
    private final TestPlatform platform = new TestPlatform(stores, redis, Options.USUAL.in(vault));

    @AfterEach
    void close() {
        platform.close();
        plain.close();
        stores.close();
        vault.close();
    }

    private static String path(String agentId, Answer credential) {
        return "secret/data/agentidp/agents/%s/credentials/%s"
                .formatted(agentId, credential.text("credentialId"));
    }

    private static String api(String agentId, Answer credential) {
        return "/api/v1/agents/%s/credentials/%s"
                .formatted(agentId, credential.text("credentialId"));
    }

    /** MAC, path, version and when it was destroyed, of the row. */
    private List<String> row(Answer credential) {
        return platform.database.read(tx ->
                tx.one(
                                row ->
                                        List.of(
                                                row.getBytes(1) == null ? "no MAC" : "MAC",
                                                String.valueOf(row.getString(2)),
                                                String.valueOf(row.getInt(3)),
                                                row.getTimestamp(4) == null ? "kept" : "destroyed"),
                                """
                                SELECT secret_mac, vault_path, vault_version, vault_destroyed_at
                                  FROM identity.credential WHERE credential_id = ?
                                """,
                                UUID.fromString(credential.text("credentialId")))
                        .orElseThrow());
    }

    private int status(String agentId, String secret) {
        return platform.token(agentId, secret).status();
    }

    @Test
    void aNewSecretIsKeptInVaultAndTheRowSaysWhere() {
        String agent = platform.hasAgent("agents:read");
        Answer credential = platform.hasCredential(agent);
        String secret = credential.text("clientSecret");

        assertThat(row(credential)).containsExactly("no MAC", path(agent, credential), "1", "kept");
        assertThat(vault.latest(path(agent, credential))).contains(secret);
        assertThat(status(agent, secret)).isEqualTo(200);
        assertThat(status(agent, secret + "0")).isEqualTo(401);
        // A process that has no Vault cannot tell.
        assertThat(plain.token(agent, secret).status()).isEqualTo(503);
    }

    @Test
    void aRotationIsAVersionAndTakesEffectWithTheRow() {
        String agent = platform.hasAgent("agents:read");
        Answer first = platform.hasCredential(agent);
        // Somebody has written there: what counts is what the row says.
        vault.keep(path(agent, first), Map.of("clientSecret", "not from us"));
        assertThat(status(agent, "not from us")).isEqualTo(401);

        Answer second = platform.call("POST", api(agent, first) + "/rotate", ADMIN, "");

        assertThat(row(second)).containsExactly("no MAC", path(agent, first), "3", "kept");
        assertThat(status(agent, second.text("clientSecret"))).isEqualTo(200);
        assertThat(status(agent, first.text("clientSecret"))).isEqualTo(401);
    }

    @Test
    void aRevokedSecretIsDestroyedInVaultAlsoWhenItsAgentEnds() {
        String agent = platform.hasAgent("agents:read");
        Answer one = platform.hasCredential(agent);
        Answer other = platform.hasCredential(agent);

        assertThat(platform.call("DELETE", api(agent, one), ADMIN, "").status()).isEqualTo(204);
        assertThat(status(agent, one.text("clientSecret"))).isEqualTo(401);
        platform.call("DELETE", "/api/v1/agents/" + agent, ADMIN, "");

        await().atMost(PATIENCE).until(() -> vault.latest(path(agent, one)).isEmpty());
        await().atMost(PATIENCE).until(() -> vault.latest(path(agent, other)).isEmpty());
        await().atMost(PATIENCE).until(() -> row(other).getLast().equals("destroyed"));
    }

    @Test
    void secretsFromBeforeVaultWorkUntilTheyAreRotatedIntoIt() {
        String agent = plain.hasAgent("agents:read");
        Answer before = plain.hasCredential(agent);
        assertThat(row(before)).containsExactly("MAC", "null", "0", "kept");
        assertThat(status(agent, before.text("clientSecret"))).isEqualTo(200);

        Answer after = platform.call("POST", api(agent, before) + "/rotate", ADMIN, "");

        assertThat(row(after)).containsExactly("no MAC", path(agent, before), "1", "kept");
        assertThat(status(agent, after.text("clientSecret"))).isEqualTo(200);
        assertThat(status(agent, before.text("clientSecret"))).isEqualTo(401);
    }

    /** AgentIdP's own rows name a path, and no version: the latest counts. */
    @Test
    void rowsOfTheOriginalAreReadWhereTheyPoint() {
        String agent = platform.hasAgent("agents:read");
        Answer credential = plain.hasCredential(agent);
        String path = path(agent, credential);
        vault.keep(path, Map.of("clientSecret", "sk_live_old"));
        vault.keep(path, Map.of("secret", "sk_live_original"));
        platform.database.inTransaction(tx ->
                tx.execute(
                        """
                        UPDATE identity.credential SET secret_mac = NULL, vault_path = ?
                         WHERE credential_id = ?
                        """,
                        path,
                        UUID.fromString(credential.text("credentialId"))));

        assertThat(status(agent, "sk_live_original")).isEqualTo(200);
        assertThat(status(agent, "sk_live_old")).isEqualTo(401);
    }

    @Test
    void withoutVaultWhatNeedsItWaitsAndTheRestGoesOn() {
        String inRow = plain.hasAgent("agents:read");
        String rowSecret = plain.hasCredential(inRow).text("clientSecret");
        String known = platform.hasAgent("agents:read");
        Answer knownCredential = platform.hasCredential(known);
        String knownSecret = knownCredential.text("clientSecret");
        String unknown = platform.hasAgent("agents:read");
        String unknownSecret = platform.hasCredential(unknown).text("clientSecret");
        assertThat(status(known, knownSecret)).isEqualTo(200);
        await().atMost(PATIENCE)
                .until(() -> platform.get("/health").text("vault").equals("connected"));

        vault.stop();

        assertThat(status(known, knownSecret)).isEqualTo(200);
        assertThat(status(known, "wrong")).isEqualTo(401);
        assertThat(status(inRow, rowSecret)).isEqualTo(200);
        assertThat(status(unknown, unknownSecret)).isEqualTo(503);
        long before = credentials(unknown);
        assertThat(platform.hasCredential(unknown).status()).isEqualTo(503);
        assertThat(credentials(unknown)).isEqualTo(before);
        assertThat(platform.call("DELETE", api(known, knownCredential), ADMIN, "").status())
                .isEqualTo(204);
        assertThat(status(known, knownSecret)).isEqualTo(401);
        await().atMost(PATIENCE).until(() -> platform.get("/health").text("vault").equals("error"));
        assertThat(platform.get("/health").status()).isEqualTo(200);
        assertThat(platform.get("/health").text("status")).isEqualTo("degraded");

        vault.comeBack();

        await().atMost(PATIENCE).until(() -> status(unknown, unknownSecret) == 200);
        await().atMost(PATIENCE).until(() -> row(knownCredential).getLast().equals("destroyed"));
        await().atMost(PATIENCE).until(() -> platform.get("/health").text("status").equals("ok"));
    }

    private long credentials(String agentId) {
        return platform.get("/api/v1/agents/" + agentId + "/credentials", ADMIN)
                .json()
                .path("total")
                .asLong();
    }
}
