package dev.sentinel.identity.credential;

import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.access.ScopeRowStore;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.credential.KeptSecret.InRow;
import dev.sentinel.identity.credential.KeptSecret.InVault;
import dev.sentinel.identity.listing.Paging;
import dev.sentinel.identity.vault.VaultPath;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The only class that writes {@code identity.credential}. */
final class CredentialStore {
    private static final String SELECT =
            """
            SELECT credential_id, agent_id, scopes, created_at, expires_at, rotated_at, revoked_at
              FROM identity.credential
            """;

    void insert(Tx tx, Credential credential, KeptSecret kept) {
        tx.execute(
                """
                INSERT INTO identity.credential
                       (credential_id, agent_id, secret_mac, vault_path, vault_version, scopes,
                        created_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                credential.id().value(),
                credential.agent().value(),
                mac(kept),
                path(kept),
                version(kept),
                credential.scopes().map(each -> Scope.words(each).toArray(String[]::new)),
                credential.createdAt(),
                credential.expiresAt());
    }

    Optional<Credential> findForUpdate(Tx tx, AgentId agent, CredentialId id) {
        return tx.one(
                CredentialStore::credential,
                SELECT + " WHERE credential_id = ? AND agent_id = ? FOR UPDATE",
                id.value(),
                agent.value());
    }

    Optional<Credential> findForUpdate(Tx tx, CredentialId id) {
        return tx.one(
                CredentialStore::credential,
                SELECT + " WHERE credential_id = ? FOR UPDATE",
                id.value());
    }

    /** Newest first. */
    List<Credential> page(Tx tx, AgentId agent, Paging paging) {
        return tx.list(
                CredentialStore::credential,
                SELECT + " WHERE agent_id = ? ORDER BY credential_id DESC LIMIT ? OFFSET ?",
                agent.value(),
                paging.limit(),
                paging.offset());
    }

    long count(Tx tx, AgentId agent) {
        return tx.one(
                        row -> row.getLong(1),
                        "SELECT count(*) FROM identity.credential WHERE agent_id = ?",
                        agent.value())
                .orElseThrow();
    }

    long countUsable(Tx tx, AgentId agent, Instant now) {
        return tx.one(
                        row -> row.getLong(1),
                        """
                        SELECT count(*) FROM identity.credential
                         WHERE agent_id = ? AND revoked_at IS NULL
                           AND (expires_at IS NULL OR expires_at > ?)
                        """,
                        agent.value(),
                        now)
                .orElseThrow();
    }

    /** How its secret is kept. */
    KeptSecret kept(Tx tx, CredentialId id) {
        return tx.one(
                        row ->
                                KeptSecret.of(
                                        row.getBytes("secret_mac"),
                                        row.getString("vault_path"),
                                        row.getInt("vault_version")),
                        """
                        SELECT secret_mac, vault_path, vault_version
                          FROM identity.credential WHERE credential_id = ?
                        """,
                        id.value())
                .orElseThrow();
    }

    void rotate(Tx tx, CredentialId id, KeptSecret kept, Instant at, Instant tokensNotBefore) {
        tx.execute(
                """
                UPDATE identity.credential
                   SET secret_mac = ?, vault_path = ?, vault_version = ?, rotated_at = ?,
                       tokens_not_before = ?
                 WHERE credential_id = ?
                """,
                mac(kept),
                path(kept),
                version(kept),
                at,
                tokensNotBefore,
                id.value());
    }

    void revoke(Tx tx, CredentialId id, Instant at) {
        tx.execute(
                "UPDATE identity.credential SET revoked_at = ? WHERE credential_id = ?",
                at,
                id.value());
    }

    /** At most what the agent may have usable, and those that expired before they were revoked. */
    List<Credential> unrevoked(Tx tx, AgentId agent) {
        return tx.list(
                CredentialStore::credential,
                SELECT
                        + " WHERE agent_id = ? AND revoked_at IS NULL"
                        + " ORDER BY credential_id FOR UPDATE",
                agent.value());
    }

    void revokeAll(Tx tx, AgentId agent, Instant at) {
        tx.execute(
                """
                UPDATE identity.credential SET revoked_at = ?
                 WHERE agent_id = ? AND revoked_at IS NULL
                """,
                at,
                agent.value());
    }

    /** Revoked ones whose secret is still in Vault. */
    List<Doomed> doomed(Tx tx, int limit) {
        return tx.list(
                row ->
                        new Doomed(
                                new CredentialId(row.getObject("credential_id", UUID.class)),
                                VaultPath.parse(row.getString("vault_path"))),
                """
                SELECT credential_id, vault_path FROM identity.credential
                 WHERE vault_path IS NOT NULL AND revoked_at IS NOT NULL
                   AND vault_destroyed_at IS NULL
                 ORDER BY revoked_at LIMIT ?
                """,
                limit);
    }

    record Doomed(CredentialId id, VaultPath path) {}

    void destroyed(Tx tx, CredentialId id, Instant at) {
        tx.execute(
                "UPDATE identity.credential SET vault_destroyed_at = ? WHERE credential_id = ?",
                at,
                id.value());
    }

    private static Optional<byte[]> mac(KeptSecret kept) {
        return kept instanceof InRow(var mac) ? Optional.of(mac.bytes()) : Optional.empty();
    }

    private static Optional<String> path(KeptSecret kept) {
        return kept instanceof InVault(var path, _)
                ? Optional.of(path.toString())
                : Optional.empty();
    }

    private static Optional<Integer> version(KeptSecret kept) {
        return kept instanceof InVault(_, var version) && version.isPresent()
                ? Optional.of(version.getAsInt())
                : Optional.empty();
    }

    private static Credential credential(ResultSet row) throws SQLException {
        return new Credential(
                new CredentialId(row.getObject("credential_id", UUID.class)),
                new AgentId(row.getObject("agent_id", UUID.class)),
                ScopeRowStore.some(row, "scopes"),
                row.getTimestamp("created_at").toInstant(),
                moment(row, "expires_at"),
                moment(row, "rotated_at"),
                moment(row, "revoked_at"));
    }

    private static Optional<Instant> moment(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
    }
}
