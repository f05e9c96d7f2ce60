-- The audit log. The program may insert and read; nobody, the owner included, may update, delete or
-- truncate. Only audit.head moves: it is the tree's right edge, and the signed note in it vouches for it.

CREATE FUNCTION audit.refuse_change() RETURNS trigger
    LANGUAGE plpgsql AS
$$
BEGIN
    RAISE EXCEPTION 'audit.% only grows: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;

-- What happened. before, after, metadata and acted_for are canonical JSON (RFC 8785), kept as text
-- because the leaf hash is over these very characters; empty ones are NULL.
CREATE TABLE audit.event (
    at            timestamptz NOT NULL,
    id            uuid        NOT NULL,
    workspace     text        NOT NULL,
    actor_kind    text        NOT NULL,
    actor_id      text        NOT NULL,
    acted_for     text,
    action        text        NOT NULL,
    outcome       text        NOT NULL,
    target_kind   text,
    target_id     text,
    request_id    text,
    before        text,
    after         text,
    metadata      text,
    personal_hash bytea,
    -- The transaction that wrote it: the sequencer takes what became visible between two snapshots.
    xid           xid8        NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);

CREATE INDEX event_by_transaction ON audit.event (xid, id);
CREATE INDEX event_by_workspace ON audit.event (workspace, at, id);
CREATE INDEX event_by_target ON audit.event (workspace, target_id, at, id) WHERE target_id IS NOT NULL;
CREATE INDEX event_by_actor ON audit.event (workspace, actor_id, at, id);

-- What can identify a person, beside the event; the event holds SHA-256 over salt and fields only, so
-- that these rows can go one day and the leaf still proves.
CREATE TABLE audit.personal (
    at       timestamptz NOT NULL,
    event_id uuid        NOT NULL,
    salt     bytea       NOT NULL,
    fields   text        NOT NULL,
    PRIMARY KEY (at, event_id)
) PARTITION BY RANGE (at);

-- The order of the log: index, which event, and its leaf hash (RFC 9162 2.1.1).
CREATE TABLE audit.leaf (
    index    bigint      PRIMARY KEY,
    event_at timestamptz NOT NULL,
    event_id uuid        NOT NULL UNIQUE,
    hash     bytea       NOT NULL
);

-- Full tiles of 256 hashes (C2SP tlog-tiles); root is the hash over all 256, one entry of the tile above.
CREATE TABLE audit.tile (
    level  smallint NOT NULL,
    n      bigint   NOT NULL,
    hashes bytea    NOT NULL,
    root   bytea    NOT NULL,
    PRIMARY KEY (level, n)
);
ALTER TABLE audit.tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

-- Checkpoints kept for good; the newest stands in audit.head.
CREATE TABLE audit.checkpoint (
    size      bigint      PRIMARY KEY,
    note      text        NOT NULL,
    signed_at timestamptz NOT NULL
);

-- One row: where the tree ends. snapshot says which transactions have been integrated; edge is the
-- roots of the perfect subtrees; tail the leaf hashes after the last full tile.
CREATE TABLE audit.head (
    only_one  boolean     PRIMARY KEY DEFAULT true CHECK (only_one),
    size      bigint      NOT NULL,
    snapshot  pg_snapshot NOT NULL,
    edge      bytea       NOT NULL,
    tail      bytea       NOT NULL,
    note      text        NOT NULL,
    signed_at timestamptz NOT NULL
);
ALTER TABLE audit.head ALTER COLUMN tail SET STORAGE EXTERNAL;

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit.event
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.event
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit.personal
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.personal
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit.leaf
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.leaf
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit.tile
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.tile
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit.checkpoint
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER refuse_delete BEFORE DELETE ON audit.head
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.head
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

-- Makes the partitions of one month (any day of it). Runs as the owner, because the program may not
-- create tables. A table is made first and attached then: attaching does not wait for writers.
CREATE FUNCTION audit.prepare_month(day date) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    month  date := date_trunc('month', day);
    parent text;
    part   text;
BEGIN
    IF month < date '2020-01-01' OR month >= date '2120-01-01' THEN
        RAISE EXCEPTION 'no month of this log: %', day;
    END IF;
    PERFORM pg_advisory_xact_lock(7311504233116037);
    FOREACH parent IN ARRAY ARRAY ['event', 'personal']
    LOOP
        part := parent || to_char(month, '_YYYY_MM');
        CONTINUE WHEN to_regclass('audit.' || part) IS NOT NULL;
        EXECUTE format('CREATE TABLE audit.%I (LIKE audit.%I INCLUDING DEFAULTS)', part, parent);
        EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.%I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change()', part);
        EXECUTE format('ALTER TABLE audit.%I ATTACH PARTITION audit.%I FOR VALUES FROM (%L) TO (%L)',
                       parent, part,
                       to_char(month, 'YYYY-MM-DD') || ' 00:00:00+00',
                       to_char(month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
    END LOOP;
END
$$;

REVOKE ALL ON FUNCTION audit.prepare_month(date) FROM PUBLIC;
GRANT USAGE ON SCHEMA audit TO ${app_role};
GRANT EXECUTE ON FUNCTION audit.prepare_month(date) TO ${app_role};
GRANT SELECT, INSERT ON audit.event, audit.personal, audit.leaf, audit.tile, audit.checkpoint TO ${app_role};
GRANT SELECT, INSERT, UPDATE ON audit.head TO ${app_role};
