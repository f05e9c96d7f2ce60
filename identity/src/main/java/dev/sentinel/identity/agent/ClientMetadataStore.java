package dev.sentinel.identity.agent;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/** Knows the columns of client metadata, for every store whose query reads an agent. */
public final class ClientMetadataStore {
    private ClientMetadataStore() {}

    public static ClientMetadata read(ResultSet row) throws SQLException {
        return new ClientMetadata(
                Optional.ofNullable(row.getString("token_endpoint_auth_method"))
                        .map(word -> ClientAuthMethod.valueOf(word.toUpperCase(Locale.ROOT))),
                Optional.ofNullable(row.getString("jwks")).map(PublicJwks::new),
                Optional.ofNullable(row.getString("jwks_uri")),
                Optional.ofNullable(row.getString("tls_client_auth_subject_dn")),
                row.getBoolean("dpop_bound_access_tokens"));
    }
}
