-- People. An address signs in without naming a workspace, so it names one person of the platform;
-- capital letters do not make another. Addresses are ASCII: folding them is the same everywhere.
CREATE TABLE identity.person (
  person_id           uuid PRIMARY KEY,                -- version 7: newest first is an index order
  workspace           varchar(64)  NOT NULL,
  email               varchar(254) NOT NULL,
  full_name           varchar(128) NOT NULL,
  role                varchar(16)  NOT NULL CHECK (role IN ('viewer', 'analyst', 'admin', 'owner')),
  team                varchar(16)  NOT NULL CHECK (team IN ('internal', 'external')),
  -- A column, not a row of its own: every sign-in and refresh asks. Who changed it, and when, is in
  -- the audit log, which is written in the same transaction.
  status              varchar(16)  NOT NULL DEFAULT 'active' CHECK (status IN (
                        'active', 'deactivated')),
  password_hash       varchar(256) NOT NULL,           -- Argon2id, in PHC form
  sessions_not_before timestamptz,                     -- sessions begun earlier are over
  created_at          timestamptz  NOT NULL,
  updated_at          timestamptz  NOT NULL
);

CREATE UNIQUE INDEX person_email ON identity.person (lower(email));
CREATE INDEX person_newest ON identity.person (workspace, person_id DESC);

GRANT SELECT, INSERT, UPDATE ON identity.person TO ${app_role};
