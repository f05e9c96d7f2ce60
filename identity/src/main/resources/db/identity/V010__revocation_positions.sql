-- A stamp beside each number: a database restored from a backup gives numbers out again, never
-- stamps, so a reader who comes with a number and its stamp is known to have read this log.
ALTER TABLE identity.revocation_head ADD COLUMN stamp uuid NOT NULL DEFAULT gen_random_uuid();

ALTER TABLE identity.revocation
  ADD COLUMN stamp    uuid NOT NULL DEFAULT gen_random_uuid(),
  ADD COLUMN previous uuid NOT NULL DEFAULT gen_random_uuid(),  -- the stamp before this one
  ALTER COLUMN client_id DROP NOT NULL,                         -- not all kinds are a client's
  DROP CONSTRAINT revocation_kind_check,
  ADD CONSTRAINT revocation_kind_check CHECK (kind IN (
    'token', 'credential', 'session', 'principal', 'family', 'chain'));

UPDATE identity.revocation AS later
   SET previous = earlier.stamp
  FROM identity.revocation AS earlier
 WHERE earlier.seq = later.seq - 1;

UPDATE identity.revocation_head AS head
   SET stamp = last.stamp
  FROM identity.revocation AS last
 WHERE last.seq = head.seq;

ALTER TABLE identity.revocation ALTER COLUMN previous DROP DEFAULT;
