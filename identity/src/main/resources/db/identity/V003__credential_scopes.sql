-- What tokens issued with a credential carry at most, beside what the agent may: a credential that
-- a token has made never allows more than that token did. NULL: all that the agent may, now and
-- later; only who manages the whole workspace makes such a one.
ALTER TABLE identity.credential ADD COLUMN scopes text[];
