-- Erasing what can identify a person. Two different people decide, and only functions of a role that
-- nobody can log in as may delete; what is gone is listed in the log by the same transaction.
DO
$$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${eraser_role}')
        OR NOT pg_has_role(current_user, '${eraser_role}', 'SET') THEN
        RAISE EXCEPTION 'the role ${eraser_role} is missing or not granted; run as a superuser: '
            'CREATE ROLE ${eraser_role} NOLOGIN; '
            'GRANT ${eraser_role} TO % WITH INHERIT FALSE, SET TRUE', current_user;
    END IF;
END
$$;

-- Somebody asks. also_known_as holds values such as addresses by which the person stands in events of
-- others; they go when the erasure is done, or with the next one when it was never approved.
CREATE TABLE audit.erasure (
    id            uuid        PRIMARY KEY,
    workspace     text        NOT NULL,
    person        text        NOT NULL,
    reason        text        NOT NULL,
    also_known_as text[]      NOT NULL,
    asked_by      text        NOT NULL,
    -- A hash, salted with the id, of the human who answers for asked_by: an administrator's two agents
    -- are one administrator.
    asked_for     bytea       NOT NULL,
    asked_at      timestamptz NOT NULL DEFAULT now()
);

-- Somebody else agrees, within a day. Erasing happens in this very transaction or never.
CREATE TABLE audit.erasure_approval (
    erasure      uuid        PRIMARY KEY REFERENCES audit.erasure,
    approved_by  text        NOT NULL,
    approved_for bytea       NOT NULL,
    approved_at  timestamptz NOT NULL DEFAULT now(),
    xid          xid8        NOT NULL DEFAULT pg_current_xact_id()
);

-- The program checks too and explains better; this holds whatever the program does.
CREATE FUNCTION audit.require_two_people() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    asked audit.erasure;
BEGIN
    SELECT * INTO STRICT asked FROM audit.erasure WHERE id = NEW.erasure;
    IF asked.asked_by = NEW.approved_by OR asked.asked_for = NEW.approved_for THEN
        RAISE EXCEPTION 'an erasure is approved by another person than the one who asked'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF asked.asked_at < now() - interval '1 day' THEN
        RAISE EXCEPTION 'an erasure is approved within a day of being asked for'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    NEW.approved_at := now();
    NEW.xid := pg_current_xact_id();
    RETURN NEW;
END
$$;

CREATE FUNCTION audit.ask_now() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    NEW.asked_at := now();
    RETURN NEW;
END
$$;

CREATE TRIGGER ask_now BEFORE INSERT ON audit.erasure
    FOR EACH ROW EXECUTE FUNCTION audit.ask_now();
CREATE TRIGGER require_two_people BEFORE INSERT ON audit.erasure_approval
    FOR EACH ROW EXECUTE FUNCTION audit.require_two_people();

-- As refuse_change, but for the eraser, who is nobody outside its functions.
CREATE FUNCTION audit.refuse_change_but_erasure() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    IF current_user = '${eraser_role}' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION 'audit.% only grows: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;

DROP TRIGGER refuse_change ON audit.personal;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit.personal
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change_but_erasure();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit.erasure
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change_but_erasure();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.erasure
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit.erasure_approval
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.erasure_approval
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

-- Erasing looks for delegated events; there are few, so the index costs the others nothing.
CREATE INDEX event_acted_for ON audit.event (workspace, at) WHERE acted_for IS NOT NULL;

-- Deletes, in one month, what is about the person of an erasure that this transaction approved, salts
-- included, and returns what went. About the actor: what the person did, what was done on the person's
-- behalf, and what nobody known did to the person (a sign-in that failed). About the target: what was
-- done to the person. Whoever it is about: fields that hold one of the person's other values.
CREATE FUNCTION audit.erase_month(erasure_id uuid, day date)
    RETURNS TABLE (erased_event uuid, erased_about text)
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    asked audit.erasure;
    since timestamptz := date_trunc('month', day::timestamp) AT TIME ZONE 'UTC';
    until timestamptz := (date_trunc('month', day::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
BEGIN
    SELECT e.* INTO asked
      FROM audit.erasure e
      JOIN audit.erasure_approval a ON a.erasure = e.id
     WHERE e.id = erasure_id AND a.xid = pg_current_xact_id();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'erasure % was not approved in this transaction', erasure_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
        WITH whose AS MATERIALIZED (
            SELECT e.at, e.id, 'actor' AS about FROM audit.event e
             WHERE e.workspace = asked.workspace AND e.actor_id = asked.person
               AND e.at >= since AND e.at < until
            UNION
            SELECT e.at, e.id, 'target' FROM audit.event e
             WHERE e.workspace = asked.workspace AND e.actor_id = asked.person
               AND e.target_id = asked.person
               AND e.at >= since AND e.at < until
            UNION
            SELECT e.at, e.id, about FROM audit.event e, unnest(ARRAY['actor', 'target']) AS about
             WHERE e.workspace = asked.workspace AND e.target_id = asked.person
               AND e.target_id <> e.actor_id
               AND (about = 'target' OR e.actor_kind = 'anonymous')
               AND e.at >= since AND e.at < until
            UNION
            SELECT e.at, e.id, 'actor' FROM audit.event e
             WHERE e.workspace = asked.workspace AND e.acted_for IS NOT NULL
               AND e.acted_for::jsonb ? asked.person
               AND e.at >= since AND e.at < until
        )
        DELETE FROM audit.personal p USING whose w
         WHERE p.at >= since AND p.at < until
           AND p.at = w.at AND p.event_id = w.id AND p.about = w.about
        RETURNING p.event_id, p.about;
    IF cardinality(asked.also_known_as) > 0 THEN
        RETURN QUERY
            DELETE FROM audit.personal p USING audit.event e
             WHERE p.at >= since AND p.at < until
               AND EXISTS (SELECT FROM unnest(asked.also_known_as) AS known
                            WHERE position(lower(to_json(known)::text) IN lower(p.fields)) > 0)
               AND e.at = p.at AND e.id = p.event_id AND e.workspace = asked.workspace
            RETURNING p.event_id, p.about;
    END IF;
END
$$;

-- Ends an erasure that this transaction approved, and clears what outdated ones still hold.
CREATE FUNCTION audit.end_erasure(erasure_id uuid) RETURNS void
    LANGUAGE sql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS
$$
    UPDATE audit.erasure SET also_known_as = '{}'
     WHERE also_known_as <> '{}'
       AND (id IN (SELECT erasure FROM audit.erasure_approval
                    WHERE erasure = erasure_id AND xid = pg_current_xact_id())
            OR asked_at < now() - interval '1 day')
$$;

GRANT USAGE, CREATE ON SCHEMA audit TO ${eraser_role};
ALTER FUNCTION audit.erase_month(uuid, date) OWNER TO ${eraser_role};
ALTER FUNCTION audit.end_erasure(uuid) OWNER TO ${eraser_role};
REVOKE CREATE ON SCHEMA audit FROM ${eraser_role};
GRANT SELECT ON audit.event, audit.erasure, audit.erasure_approval TO ${eraser_role};
GRANT SELECT, DELETE ON audit.personal TO ${eraser_role};
GRANT UPDATE (also_known_as) ON audit.erasure TO ${eraser_role};

SET ROLE ${eraser_role};
REVOKE ALL ON FUNCTION audit.erase_month(uuid, date), audit.end_erasure(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.erase_month(uuid, date), audit.end_erasure(uuid) TO ${app_role};
RESET ROLE;
GRANT SELECT, INSERT ON audit.erasure, audit.erasure_approval TO ${app_role};
