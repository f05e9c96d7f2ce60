package dev.sentinel.identity.delegation;

import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.access.ScopeRowStore;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.listing.Paging;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The only class that knows {@code identity.delegation}. */
final class DelegationStore {
    private static final String SELECT =
            """
            SELECT delegation_id, workspace, subject, actor_id, scopes, granted_by, created_at,
                   expires_at, revoked_at
              FROM identity.delegation
            """;

    void insert(Tx tx, Delegation delegation) {
        tx.execute(
                """
                INSERT INTO identity.delegation
                       (delegation_id, workspace, subject, actor_id, scopes, granted_by,
                        created_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                delegation.id().value(),
                delegation.workspace(),
                delegation.subject(),
                delegation.actor().value(),
                Scope.words(delegation.scopes()).toArray(String[]::new),
                delegation.grantedBy(),
                delegation.createdAt(),
                delegation.expiresAt());
    }

    Optional<Delegation> findForUpdate(Tx tx, AgentId actor, DelegationId id) {
        return tx.one(
                DelegationStore::delegation,
                SELECT + " WHERE delegation_id = ? AND actor_id = ? FOR UPDATE",
                id.value(),
                actor.value());
    }

    void revoke(Tx tx, DelegationId id, Instant at) {
        tx.execute(
                "UPDATE identity.delegation SET revoked_at = ? WHERE delegation_id = ?",
                at,
                id.value());
    }

    /** Those that are good now, newest first. */
    List<Delegation> usable(Tx tx, AgentId actor, String subject, Instant now, int limit) {
        return tx.list(
                DelegationStore::delegation,
                SELECT
                        + """
                         WHERE actor_id = ? AND subject = ? AND revoked_at IS NULL
                           AND expires_at > ?
                         ORDER BY delegation_id DESC
                         LIMIT ?
                        """,
                actor.value(),
                subject,
                now,
                limit);
    }

    long countUsable(Tx tx, AgentId actor, Instant now) {
        return tx.one(
                        row -> row.getLong(1),
                        """
                        SELECT count(*) FROM identity.delegation
                         WHERE actor_id = ? AND revoked_at IS NULL AND expires_at > ?
                        """,
                        actor.value(),
                        now)
                .orElseThrow();
    }

    /** Newest first; of one subject only, when one is named. */
    List<Delegation> page(Tx tx, AgentId actor, Optional<String> subject, Paging paging) {
        return tx.list(
                DelegationStore::delegation,
                SELECT
                        + """
                         WHERE actor_id = ? AND subject = coalesce(?, subject)
                         ORDER BY delegation_id DESC
                         LIMIT ? OFFSET ?
                        """,
                actor.value(),
                subject,
                paging.limit(),
                paging.offset());
    }

    long count(Tx tx, AgentId actor, Optional<String> subject) {
        return tx.one(
                        row -> row.getLong(1),
                        """
                        SELECT count(*) FROM identity.delegation
                         WHERE actor_id = ? AND subject = coalesce(?, subject)
                        """,
                        actor.value(),
                        subject)
                .orElseThrow();
    }

    private static Delegation delegation(ResultSet row) throws SQLException {
        return new Delegation(
                new DelegationId(row.getObject("delegation_id", UUID.class)),
                row.getString("workspace"),
                row.getString("subject"),
                new AgentId(row.getObject("actor_id", UUID.class)),
                ScopeRowStore.scopes(row, "scopes"),
                row.getString("granted_by"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                Optional.ofNullable(row.getTimestamp("revoked_at")).map(Timestamp::toInstant));
    }
}
