-- How an agent shows the token endpoint who it is, beyond a secret: the client metadata of RFC 7591
-- section 2, RFC 8705 section 2 and RFC 9449 section 5.2. Columns of the agent, because the token
-- endpoint reads them with it.
ALTER TABLE identity.agent
  ADD COLUMN token_endpoint_auth_method varchar(32) CHECK (token_endpoint_auth_method IN (
               'client_secret_basic', 'client_secret_post', 'private_key_jwt',
               'tls_client_auth', 'self_signed_tls_client_auth')),
  ADD COLUMN jwks                       text CHECK (octet_length(jwks) <= 32768),
  ADD COLUMN jwks_uri                   varchar(2048),
  ADD COLUMN tls_client_auth_subject_dn varchar(512),
  ADD COLUMN dpop_bound_access_tokens   boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT agent_one_source_of_keys CHECK (jwks IS NULL OR jwks_uri IS NULL);
