-- Keys of three algorithms, and the times by which they overlap.
ALTER TABLE identity.signing_key
  DROP CONSTRAINT signing_key_algorithm_check,
  ADD CONSTRAINT signing_key_algorithm_check CHECK (algorithm IN ('RS256', 'ES256', 'EdDSA')),
  ADD COLUMN signs_from     timestamptz,              -- when a next key takes over, once decided
  ADD COLUMN verifies_until timestamptz,              -- the last token it signed has expired
  ADD COLUMN compromised_at timestamptz;              -- nothing that it signed is believed since

UPDATE identity.signing_key SET verifies_until = retired_at + interval '70 minutes'
 WHERE state = 'retired';

ALTER TABLE identity.signing_key
  ADD CONSTRAINT signing_key_verifies_until
    CHECK ((state = 'retired') = (verifies_until IS NOT NULL)),
  ADD CONSTRAINT signing_key_compromised
    CHECK (compromised_at IS NULL OR state = 'retired');

-- One key signs and one is next, whatever their algorithms: changing it is a rotation.
DROP INDEX identity.signing_key_one_each;
CREATE UNIQUE INDEX signing_key_one_each ON identity.signing_key (state)
  WHERE state IN ('next', 'active');
