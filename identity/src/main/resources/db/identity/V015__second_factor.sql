-- A person's second factor (RFC 6238). The secret is sealed under a key that the database never
-- sees; it counts from when a first code has proven that the person has it.
CREATE TABLE identity.totp (
  person_id     uuid        PRIMARY KEY REFERENCES identity.person,
  sealed_secret bytea       NOT NULL,
  last_step     bigint      NOT NULL DEFAULT 0,        -- codes of this step and before are used
  created_at    timestamptz NOT NULL,
  confirmed_at  timestamptz
);

-- Each opens once, in place of a code.
CREATE TABLE identity.recovery_code (
  person_id uuid        NOT NULL REFERENCES identity.totp ON DELETE CASCADE,
  code_mac  bytea       NOT NULL CHECK (octet_length(code_mac) = 32),
  used_at   timestamptz,
  PRIMARY KEY (person_id, code_mac)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON identity.totp, identity.recovery_code TO ${app_role};
