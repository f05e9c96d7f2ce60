-- Who may act for whom (RFC 8693): nobody, unless a row here says so. The row stays when it is
-- revoked or over, so that tokens in the audit log can be traced to what allowed them.
CREATE TABLE identity.delegation (
  delegation_id uuid        PRIMARY KEY,              -- version 7: newest first is an index order
  workspace     varchar(64) NOT NULL,
  subject       varchar(64) NOT NULL,                 -- an agent's or a person's id
  actor_id      uuid        NOT NULL REFERENCES identity.agent,
  scopes        text[]      NOT NULL CHECK (cardinality(scopes) > 0),
  granted_by    varchar(64) NOT NULL,
  created_at    timestamptz NOT NULL,
  expires_at    timestamptz NOT NULL CHECK (expires_at > created_at),
  revoked_at    timestamptz
);

CREATE INDEX delegation_of_actor ON identity.delegation (actor_id, delegation_id DESC);
CREATE INDEX delegation_usable ON identity.delegation (actor_id, subject, delegation_id DESC)
  WHERE revoked_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON identity.delegation TO ${app_role};
