-- By means of which credentials a secret was made: of whose tokens they were that asked for it, when
-- the credential was generated and at each rotation. None is ever taken back, so that no order of
-- rotations hides where a secret comes from. An agent's keys stand here, too, by the ids under which
-- tokens name them; they have no row of their own.
CREATE TABLE identity.credential_maker (
  credential_id uuid NOT NULL REFERENCES identity.credential,
  maker         uuid NOT NULL,
  PRIMARY KEY (credential_id, maker)
);

CREATE INDEX credential_made_by ON identity.credential_maker (maker);

GRANT SELECT, INSERT ON identity.credential_maker TO ${app_role};
