package dev.sentinel.identity.agent;

import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.listing.Paging;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The only class that knows {@code identity.agent} and {@code identity.agent_count}. */
final class AgentStore {
    private static final String SELECT =
            """
            SELECT agent_id, workspace, email, agent_type, version, capabilities, owner,
                   deployment_env, scopes, status, created_at, updated_at,
                   token_endpoint_auth_method, jwks, jwks_uri, tls_client_auth_subject_dn,
                   dpop_bound_access_tokens
              FROM identity.agent
            """;

    /** Counts one more, unless the workspace has as many living ones as it may; 0: no limit. */
    boolean countRegistered(Tx tx, String workspace, long limit) {
        tx.execute(
                "INSERT INTO identity.agent_count (workspace) VALUES (?) ON CONFLICT DO NOTHING",
                workspace);
        return tx.execute(
                        """
                        UPDATE identity.agent_count SET active = active + 1
                         WHERE workspace = ? AND (? = 0 OR active + suspended < ?)
                        """,
                        workspace,
                        limit,
                        limit)
                == 1;
    }

    void countMoved(Tx tx, String workspace, AgentStatus from, AgentStatus to) {
        // Words of an enum, never of a request.
        tx.execute(
                """
                UPDATE identity.agent_count SET %1$s = %1$s - 1, %2$s = %2$s + 1 WHERE workspace = ?
                """
                        .formatted(from.word(), to.word()),
                workspace);
    }

    /** False when the address is taken. */
    boolean insert(Tx tx, Agent agent) {
        return tx.execute(
                        """
                        INSERT INTO identity.agent
                               (agent_id, workspace, email, agent_type, version, capabilities,
                                owner, deployment_env, scopes, status, created_at, updated_at,
                                token_endpoint_auth_method, jwks, jwks_uri,
                                tls_client_auth_subject_dn, dpop_bound_access_tokens)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (workspace, lower(email)) DO NOTHING
                        """,
                        agent.id().value(),
                        agent.workspace(),
                        agent.email(),
                        agent.type().word(),
                        agent.version(),
                        agent.capabilities().toArray(String[]::new),
                        agent.owner(),
                        agent.deploymentEnv().word(),
                        Scope.words(agent.scopes()).toArray(String[]::new),
                        agent.status().word(),
                        agent.createdAt(),
                        agent.updatedAt(),
                        agent.metadata().authMethod().map(ClientAuthMethod::word),
                        agent.metadata().jwks().map(PublicJwks::json),
                        agent.metadata().jwksUri(),
                        agent.metadata().subjectDn(),
                        agent.metadata().dpopBound())
                == 1;
    }

    Optional<Agent> find(Tx tx, String workspace, AgentId id) {
        return tx.one(
                AgentStore::agent,
                SELECT + " WHERE agent_id = ? AND workspace = ?",
                id.value(),
                workspace);
    }

    Optional<Agent> findForUpdate(Tx tx, String workspace, AgentId id) {
        return tx.one(
                AgentStore::agent,
                SELECT + " WHERE agent_id = ? AND workspace = ? FOR UPDATE",
                id.value(),
                workspace);
    }

    void update(Tx tx, Agent agent) {
        tx.execute(
                """
                UPDATE identity.agent
                   SET agent_type = ?, version = ?, capabilities = ?, owner = ?,
                       deployment_env = ?, scopes = ?, status = ?, updated_at = ?,
                       token_endpoint_auth_method = ?, jwks = ?, jwks_uri = ?,
                       tls_client_auth_subject_dn = ?, dpop_bound_access_tokens = ?
                 WHERE agent_id = ?
                """,
                agent.type().word(),
                agent.version(),
                agent.capabilities().toArray(String[]::new),
                agent.owner(),
                agent.deploymentEnv().word(),
                Scope.words(agent.scopes()).toArray(String[]::new),
                agent.status().word(),
                agent.updatedAt(),
                agent.metadata().authMethod().map(ClientAuthMethod::word),
                agent.metadata().jwks().map(PublicJwks::json),
                agent.metadata().jwksUri(),
                agent.metadata().subjectDn(),
                agent.metadata().dpopBound(),
                agent.id().value());
    }

    void tokensNotBefore(Tx tx, AgentId id, Instant notBefore) {
        tx.execute(
                "UPDATE identity.agent SET tokens_not_before = ? WHERE agent_id = ?",
                notBefore,
                id.value());
    }

    /** Newest first. */
    List<Agent> page(Tx tx, String workspace, AgentFilter filter, Paging paging) {
        Where where = new Where(workspace, filter);
        where.args.add(paging.limit());
        where.args.add(paging.offset());
        return tx.list(
                AgentStore::agent,
                SELECT + where.text + " ORDER BY agent_id DESC LIMIT ? OFFSET ?",
                where.args.toArray());
    }

    long count(Tx tx, String workspace, AgentFilter filter) {
        if (filter.owner().isEmpty() && filter.type().isEmpty()) {
            return kept(tx, workspace, filter.status());
        }
        Where where = new Where(workspace, filter);
        return tx.one(
                        row -> row.getLong(1),
                        "SELECT count(*) FROM identity.agent" + where.text,
                        where.args.toArray())
                .orElseThrow();
    }

    private static long kept(Tx tx, String workspace, Optional<AgentStatus> status) {
        String sum = status.map(AgentStatus::word).orElse("active + suspended + decommissioned");
        return tx.one(
                        row -> row.getLong(1),
                        "SELECT " + sum + " FROM identity.agent_count WHERE workspace = ?",
                        workspace)
                .orElse(0L);
    }

    /** Only the conditions that are there, so that each combination has an index to go by. */
    private static final class Where {
        private final StringBuilder text = new StringBuilder(" WHERE workspace = ?");
        private final List<Object> args = new ArrayList<>();

        private Where(String workspace, AgentFilter filter) {
            args.add(workspace);
            filter.status().ifPresent(status -> and("status", status.word()));
            filter.owner().ifPresent(owner -> and("owner", owner));
            filter.type().ifPresent(type -> and("agent_type", type.word()));
        }

        private void and(String column, String value) {
            text.append(" AND ").append(column).append(" = ?");
            args.add(value);
        }
    }

    private static Agent agent(ResultSet row) throws SQLException {
        return new Agent(
                new AgentId(row.getObject("agent_id", UUID.class)),
                row.getString("workspace"),
                row.getString("email"),
                AgentType.valueOf(constant(row, "agent_type")),
                row.getString("version"),
                texts(row, "capabilities"),
                row.getString("owner"),
                DeploymentEnv.valueOf(constant(row, "deployment_env")),
                scopes(row),
                AgentStatus.valueOf(constant(row, "status")),
                ClientMetadataRow.read(row),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
    }

    private static Set<Scope> scopes(ResultSet row) throws SQLException {
        return Scope.known(texts(row, "scopes"));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return Arrays.asList((String[]) row.getArray(column).getArray());
    }

    private static String constant(ResultSet row, String column) throws SQLException {
        return row.getString(column).toUpperCase(Locale.ROOT);
    }
}
