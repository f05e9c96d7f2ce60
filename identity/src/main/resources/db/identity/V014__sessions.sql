-- A session begins with a sign-in and ends by itself, at the latest, at ends_at.
CREATE TABLE identity.session (
  session_id uuid        PRIMARY KEY,
  person_id  uuid        NOT NULL REFERENCES identity.person,
  mfa        boolean     NOT NULL,                     -- a second factor was shown
  created_at timestamptz NOT NULL,
  ends_at    timestamptz NOT NULL CHECK (ends_at > created_at),
  ended_at   timestamptz                               -- signed out, or a used token was shown again
);

CREATE INDEX session_of_person ON identity.session (person_id);
CREATE INDEX session_end ON identity.session (ends_at);

-- Only the HMAC of a refresh token is kept: a copy of this table opens nothing. Used ones stay as
-- long as the session, so that one that is shown again is known to have been copied.
CREATE TABLE identity.refresh_token (
  token_mac   bytea       PRIMARY KEY CHECK (octet_length(token_mac) = 32),
  session_id  uuid        NOT NULL REFERENCES identity.session ON DELETE CASCADE,
  expires_at  timestamptz NOT NULL,
  replaced_at timestamptz
);

CREATE INDEX refresh_token_of_session ON identity.refresh_token (session_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON identity.session, identity.refresh_token TO ${app_role};
