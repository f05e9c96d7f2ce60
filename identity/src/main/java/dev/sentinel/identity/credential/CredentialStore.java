package dev.sentinel.identity.credential;

import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.listing.Paging;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The only class that writes {@code identity.credential}. */
final class CredentialStore {
    private static final String SELECT =
            """
            SELECT credential_id, agent_id, scopes, created_at, expires_at, rotated_at, revoked_at
              FROM identity.credential
            """;

    void insert(Tx tx, Credential credential, SecretMac mac) {
        tx.execute(
                """
                INSERT INTO identity.credential
                       (credential_id, agent_id, secret_mac, scopes, created_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                credential.id().value(),
                credential.agent().value(),
                mac.bytes(),
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

    void rotate(Tx tx, CredentialId id, SecretMac mac, Instant at, Instant tokensNotBefore) {
        tx.execute(
                """
                UPDATE identity.credential
                   SET secret_mac = ?, rotated_at = ?, tokens_not_before = ?
                 WHERE credential_id = ?
                """,
                mac.bytes(),
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
                SELECT + " WHERE agent_id = ? AND revoked_at IS NULL FOR UPDATE",
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

    private static Credential credential(ResultSet row) throws SQLException {
        return new Credential(
                new CredentialId(row.getObject("credential_id", UUID.class)),
                new AgentId(row.getObject("agent_id", UUID.class)),
                scopes(row),
                row.getTimestamp("created_at").toInstant(),
                moment(row, "expires_at"),
                moment(row, "rotated_at"),
                moment(row, "revoked_at"));
    }

    private static Optional<Set<Scope>> scopes(ResultSet row) throws SQLException {
        Array words = row.getArray("scopes");
        return words == null
                ? Optional.empty()
                : Optional.of(Scope.known(Arrays.asList((String[]) words.getArray())));
    }

    private static Optional<Instant> moment(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
    }
}
