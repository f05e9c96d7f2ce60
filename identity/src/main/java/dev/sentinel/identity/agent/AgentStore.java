package dev.sentinel.identity.agent;

import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.access.Scope;
import dev.sentinel.identity.access.ScopeRowStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes {@code identity.agent} and {@code identity.agent_count}, and reads one agent; lists are
 * {@link AgentListStore}'s.
 */
final class AgentStore {
    static final String SELECT =
            """
            SELECT agent_id, workspace, email, agent_type, version, capabilities, owner,
                   deployment_env, scopes, status, created_at, updated_at,
                   token_endpoint_auth_method, jwks, jwks_uri, tls_client_auth_subject_dn,
                   dpop_bound_access_tokens, position AS place
              FROM identity.agent
            """;

    /**
     * How many agents a workspace has had.
     *
     * @param registered of all time; the place of the last
     * @param living those that are not decommissioned
     */
    record Counts(long registered, long living) {}

    /** Counts one more. Until the transaction ends nobody else changes the workspace's counts. */
    Counts countRegistered(Tx tx, String workspace) {
        return tx.one(
                        row ->
                                new Counts(
                                        row.getLong("living") + row.getLong("decommissioned"),
                                        row.getLong("living")),
                        """
                        INSERT INTO identity.agent_count AS kept (workspace, active)
                        VALUES (?, 1)
                        ON CONFLICT (workspace) DO UPDATE SET active = kept.active + 1
                        RETURNING active + suspended AS living, decommissioned
                        """,
                        workspace)
                .orElseThrow();
    }

    /** Until the transaction ends nobody else changes the workspace's counts. */
    void holdCounts(Tx tx, String workspace) {
        boolean _ =
                tx.one(
                                row -> row.getLong(1),
                                """
                                SELECT active FROM identity.agent_count
                                 WHERE workspace = ? FOR UPDATE
                                """,
                                workspace)
                        .isPresent();
    }

    void countMoved(Tx tx, String workspace, AgentStatus from, AgentStatus to) {
        if (from == to) {
            return;
        }
        // Words of an enum, never of a request.
        tx.execute(
                """
                UPDATE identity.agent_count SET %1$s = %1$s - 1, %2$s = %2$s + 1 WHERE workspace = ?
                """
                        .formatted(from.word(), to.word()),
                workspace);
    }

    /** At this place of its workspace; false when the address is taken. */
    boolean insert(Tx tx, Agent agent, long position) {
        return tx.execute(
                        """
                        INSERT INTO identity.agent
                               (position, agent_id, workspace, email, agent_type, version, capabilities,
                                owner, deployment_env, scopes, status, created_at, updated_at,
                                token_endpoint_auth_method, jwks, jwks_uri,
                                tls_client_auth_subject_dn, dpop_bound_access_tokens)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (workspace, lower(email)) DO NOTHING
                        """,
                        position,
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

    /**
     * Whether this one is an agent that has been suspended or decommissioned. Where tokens live on
     * until they expire, such an agent still calls, and must not make itself whole again.
     */
    boolean isLapsed(Tx tx, Requester by) {
        return AgentId.parse(by.id())
                .flatMap(id -> find(tx, by.workspace(), id))
                .filter(agent -> agent.status() != AgentStatus.ACTIVE)
                .isPresent();
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

    static Agent agent(ResultSet row) throws SQLException {
        return new Agent(
                new AgentId(row.getObject("agent_id", UUID.class)),
                row.getString("workspace"),
                row.getString("email"),
                AgentType.valueOf(constant(row, "agent_type")),
                row.getString("version"),
                texts(row, "capabilities"),
                row.getString("owner"),
                DeploymentEnv.valueOf(constant(row, "deployment_env")),
                ScopeRowStore.scopes(row, "scopes"),
                AgentStatus.valueOf(constant(row, "status")),
                ClientMetadataStore.read(row),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return Arrays.asList((String[]) row.getArray(column).getArray());
    }

    private static String constant(ResultSet row, String column) throws SQLException {
        return row.getString(column).toUpperCase(Locale.ROOT);
    }
}
