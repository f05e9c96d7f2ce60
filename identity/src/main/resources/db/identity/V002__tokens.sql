-- Tokens issued in a calendar month (UTC) per client: the month's limit is counted here, exactly.
CREATE TABLE identity.token_monthly_count (
  client_id uuid   NOT NULL,
  month     date   NOT NULL,
  tokens    bigint NOT NULL CHECK (tokens >= 0),
  PRIMARY KEY (month, client_id)
);

-- The signing keys. A private key is sealed with AES-256-GCM under a key that the database never
-- sees, and is destroyed when the key retires; the row stays, so that a key once retired is never
-- taken up again.
CREATE TABLE identity.signing_key (
  kid            varchar(64) PRIMARY KEY,             -- RFC 7638 thumbprint
  algorithm      varchar(16) NOT NULL CHECK (algorithm IN ('RS256')),
  state          varchar(16) NOT NULL CHECK (state IN ('next', 'active', 'retired')),
  public_key     bytea       NOT NULL,                -- X.509 SubjectPublicKeyInfo
  sealed_private bytea,
  created_at     timestamptz NOT NULL,
  activated_at   timestamptz,
  retired_at     timestamptz,
  CHECK ((state = 'retired') = (sealed_private IS NULL)),
  CHECK ((state = 'retired') = (retired_at IS NOT NULL))
);

CREATE UNIQUE INDEX signing_key_one_each ON identity.signing_key (algorithm, state)
  WHERE state IN ('next', 'active');

-- What has been revoked, in one gapless order. The head row is locked from taking a number to the
-- commit, so numbers become visible in order and a reader that has seen n has seen all below.
CREATE TABLE identity.revocation_head (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  seq      bigint  NOT NULL
);
INSERT INTO identity.revocation_head (seq) VALUES (0);

CREATE TABLE identity.revocation (
  seq        bigint      PRIMARY KEY,
  kind       varchar(16) NOT NULL CHECK (kind IN ('token', 'credential', 'principal')),
  id         varchar(64) NOT NULL,
  client_id  uuid        NOT NULL,                    -- whose tokens it hits
  not_before timestamptz NOT NULL,                    -- tokens issued earlier are refused
  expires_at timestamptz NOT NULL                     -- by then all of them have expired
);

CREATE INDEX revocation_expiry ON identity.revocation (expires_at);
CREATE INDEX revocation_subject ON identity.revocation (kind, id);

GRANT SELECT, INSERT, UPDATE ON identity.token_monthly_count, identity.signing_key TO ${app_role};
GRANT DELETE ON identity.token_monthly_count TO ${app_role};
GRANT SELECT, UPDATE ON identity.revocation_head TO ${app_role};
GRANT SELECT, INSERT, DELETE ON identity.revocation TO ${app_role};
