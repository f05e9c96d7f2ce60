package dev.sentinel.identity.token;

import dev.sentinel.base.json.Json;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.access.ScopeRowStore;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.agent.AgentStatus;
import dev.sentinel.identity.agent.ClientMetadataStore;
import dev.sentinel.identity.credential.CredentialId;
import dev.sentinel.identity.credential.KeptSecret;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads a client in one query. The tables belong to agents and credentials, which alone write them;
 * reading them through both would be two round trips on the busiest path there is.
 */
final class ClientStore {

    /** One row for each secret; a client without any has one row with nulls. */
    private record Row(Client client, Optional<ClientKey> key) {}

    Optional<Client> find(Tx tx, AgentId id) {
        List<Row> rows =
                tx.list(
                        ClientStore::row,
                        """
                        SELECT a.agent_id, a.workspace, a.status, a.scopes,
                               a.tokens_not_before AS agent_not_before,
                               a.token_endpoint_auth_method, a.jwks, a.jwks_uri,
                               a.tls_client_auth_subject_dn, a.dpop_bound_access_tokens,
                               c.credential_id, c.secret_mac, c.vault_path, c.vault_version,
                               c.expires_at,
                               c.scopes AS key_scopes,
                               c.tokens_not_before AS key_not_before
                          FROM identity.agent a
                          LEFT JOIN identity.credential c
                            ON c.agent_id = a.agent_id
                           AND (c.revoked_at IS NULL
                                OR a.status = 'decommissioned' AND c.revoked_at = a.updated_at)
                         WHERE a.agent_id = ?
                         ORDER BY c.credential_id DESC
                        """,
                        id.value());
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Client client = rows.getFirst().client();
        return Optional.of(
                new Client(
                        client.id(),
                        client.workspace(),
                        client.status(),
                        client.scopes(),
                        client.metadata(),
                        publicKeys(client),
                        client.tokensNotBefore(),
                        rows.stream().flatMap(row -> row.key().stream()).toList()));
    }

    private static List<ClientPublicKey> publicKeys(Client client) {
        return client.metadata()
                .jwks()
                .map(keys -> ClientPublicKey.of(client.id(), Json.tree(keys.json())))
                .orElse(List.of());
    }

    private static Row row(ResultSet row) throws SQLException {
        Client client =
                new Client(
                        new AgentId(row.getObject("agent_id", UUID.class)),
                        row.getString("workspace"),
                        AgentStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                        ScopeRowStore.scopes(row, "scopes"),
                        ClientMetadataStore.read(row),
                        List.of(),
                        moment(row, "agent_not_before"),
                        List.of());
        UUID credential = row.getObject("credential_id", UUID.class);
        if (credential == null) {
            return new Row(client, Optional.empty());
        }
        ClientKey key =
                new ClientKey(
                        new CredentialId(credential),
                        KeptSecret.of(
                                row.getBytes("secret_mac"),
                                row.getString("vault_path"),
                                row.getInt("vault_version")),
                        ScopeRowStore.some(row, "key_scopes"),
                        moment(row, "expires_at"),
                        moment(row, "key_not_before"));
        return new Row(client, Optional.of(key));
    }

    private static Optional<Instant> moment(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
    }
}
