-- The agent registry. Never deleted from: a decommissioned agent keeps its row, its address and its
-- id, so that no later agent can be taken for it.
CREATE TABLE identity.agent (
  agent_id          uuid PRIMARY KEY,                 -- version 7: newest first is an index order
  workspace         varchar(64)  NOT NULL,
  email             varchar(255) NOT NULL,
  agent_type        varchar(32)  NOT NULL CHECK (agent_type IN (
                      'screener', 'classifier', 'orchestrator', 'extractor',
                      'summarizer', 'router', 'monitor', 'custom')),
  version           varchar(64)  NOT NULL,
  capabilities      text[]       NOT NULL CHECK (cardinality(capabilities) > 0),
  owner             varchar(128) NOT NULL,
  deployment_env    varchar(16)  NOT NULL CHECK (deployment_env IN (
                      'development', 'staging', 'production')),
  scopes            text[]       NOT NULL,
  -- A column, not a row of its own: lists filter by it. Who changed it, why and when is in the
  -- audit log, which is written in the same transaction.
  status            varchar(24)  NOT NULL DEFAULT 'active' CHECK (status IN (
                      'active', 'suspended', 'decommissioned')),
  tokens_not_before timestamptz,                      -- tokens issued earlier are revoked
  created_at        timestamptz  NOT NULL,
  updated_at        timestamptz  NOT NULL
);

-- An address names one agent of a workspace; capital letters do not make another.
CREATE UNIQUE INDEX agent_email  ON identity.agent (workspace, lower(email));
CREATE INDEX agent_newest        ON identity.agent (workspace, agent_id DESC);
CREATE INDEX agent_by_status     ON identity.agent (workspace, status, agent_id DESC);
CREATE INDEX agent_by_owner      ON identity.agent (workspace, owner, agent_id DESC);
CREATE INDEX agent_by_type       ON identity.agent (workspace, agent_type, agent_id DESC);

-- How many agents a workspace has, kept in the transaction that changes it: the limit is exact
-- under concurrency, and a list's total costs one row.
CREATE TABLE identity.agent_count (
  workspace      varchar(64) PRIMARY KEY,
  active         bigint NOT NULL DEFAULT 0 CHECK (active >= 0),
  suspended      bigint NOT NULL DEFAULT 0 CHECK (suspended >= 0),
  decommissioned bigint NOT NULL DEFAULT 0 CHECK (decommissioned >= 0)
);

-- A client secret is 256 random bits. Only its HMAC under a pepper that the database never sees
-- is kept: a copy of this table opens nothing.
CREATE TABLE identity.credential (
  credential_id     uuid PRIMARY KEY,
  agent_id          uuid        NOT NULL REFERENCES identity.agent,
  secret_mac        bytea       NOT NULL CHECK (octet_length(secret_mac) = 32),
  tokens_not_before timestamptz,                      -- set by a rotation
  created_at        timestamptz NOT NULL,
  expires_at        timestamptz,
  rotated_at        timestamptz,
  revoked_at        timestamptz
);

CREATE INDEX credential_newest ON identity.credential (agent_id, credential_id DESC);

GRANT USAGE ON SCHEMA identity TO ${app_role};
GRANT SELECT, INSERT, UPDATE ON identity.agent, identity.agent_count, identity.credential
  TO ${app_role};
