-- A secret is kept in its row, as a MAC, or in Vault, where the row says; each credential in its own
-- way. Rows of another system may have no version: the latest counts then.
ALTER TABLE identity.credential
  ALTER COLUMN secret_mac DROP NOT NULL,
  ADD COLUMN vault_path         varchar(512),
  ADD COLUMN vault_version      integer CHECK (vault_version > 0),
  ADD COLUMN vault_destroyed_at timestamptz,          -- its versions are gone from Vault
  -- It becomes part of an address: plain segments only, as VaultPath reads them.
  ADD CONSTRAINT credential_vault_path CHECK (vault_path ~
    '^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*/data/[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$'),
  ADD CONSTRAINT credential_kept_once CHECK ((secret_mac IS NULL) <> (vault_path IS NULL)),
  ADD CONSTRAINT credential_version_in_vault
    CHECK (vault_path IS NOT NULL OR vault_version IS NULL),
  ADD CONSTRAINT credential_destroyed_when_revoked
    CHECK (vault_destroyed_at IS NULL OR vault_path IS NOT NULL AND revoked_at IS NOT NULL);

-- Revoked, and still to be destroyed in Vault.
CREATE INDEX credential_to_destroy ON identity.credential (revoked_at)
  WHERE vault_path IS NOT NULL AND revoked_at IS NOT NULL AND vault_destroyed_at IS NULL;
