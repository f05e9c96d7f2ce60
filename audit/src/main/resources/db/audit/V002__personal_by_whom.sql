-- Personal fields stand apart by whom they are about, so that one person's can go and another's stay:
-- an administrator's address is not the data of the person whose role was changed. The leaf commits to
-- each part with a salt of its own. A log written before this has other leaves and cannot go on.
DO
$$
BEGIN
    IF EXISTS (SELECT FROM audit.event) THEN
        RAISE EXCEPTION 'this audit log was written by a version before the first release: '
                        'start with an empty database (in the demo: make nuke)';
    END IF;
END
$$;

DROP TABLE audit.event, audit.personal;

-- What happened. before, after, metadata and acted_for are canonical JSON (RFC 8785), kept as text
-- because the leaf hash is over these very characters; empty ones are NULL. Texts compare as bytes:
-- cheaper in the indexes, and the same on every server.
CREATE TABLE audit.event (
    at              timestamptz NOT NULL,
    -- The transaction that wrote it: the sequencer takes what became visible between two snapshots.
    xid             xid8        NOT NULL DEFAULT pg_current_xact_id(),
    id              uuid        NOT NULL,
    workspace       text        NOT NULL COLLATE "C",
    actor_kind      text        NOT NULL COLLATE "C",
    actor_id        text        NOT NULL COLLATE "C",
    acted_for       text                 COLLATE "C",
    action          text        NOT NULL COLLATE "C",
    outcome         text        NOT NULL COLLATE "C",
    target_kind     text                 COLLATE "C",
    target_id       text                 COLLATE "C",
    request_id      text                 COLLATE "C",
    before          text                 COLLATE "C",
    after           text                 COLLATE "C",
    metadata        text                 COLLATE "C",
    -- SHA-256 over salt and fields of the row in audit.personal that is about the actor, the target.
    actor_personal  bytea,
    target_personal bytea,
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);

CREATE INDEX event_by_transaction ON audit.event (xid, id);

-- Each query walks one of these from its newest entry: whatever is asked for stands before the time,
-- so the walk never steps over entries that do not match, however rare the matching ones are.
CREATE INDEX event_by_action ON audit.event (workspace, action, outcome, at, id);
CREATE INDEX event_by_actor ON audit.event (workspace, actor_id, action, outcome, at, id);
-- What somebody did to itself is found by its actor.
CREATE INDEX event_by_target ON audit.event (workspace, target_id, action, outcome, at, id)
    WHERE target_id <> actor_id;

-- What can identify somebody, beside the event. Without the salt nobody can try values against the
-- hash that the event holds: an address of the old internet is one of four billion, tried in seconds.
CREATE TABLE audit.personal (
    at       timestamptz NOT NULL,
    event_id uuid        NOT NULL,
    -- 'actor' or 'target'
    about    text        NOT NULL COLLATE "C",
    salt     bytea       NOT NULL,
    fields   text        NOT NULL COLLATE "C",
    PRIMARY KEY (at, event_id, about)
) PARTITION BY RANGE (at);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit.event
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.event
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit.personal
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.personal
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

GRANT SELECT, INSERT ON audit.event, audit.personal TO ${app_role};
