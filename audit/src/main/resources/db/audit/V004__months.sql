-- Months are made ahead by the program and let go by an operator after seven years, never before.
-- The time is the server's own: neither a setting nor a parameter shortens it.

-- As before, from 2010 on: events of a log that was brought along are older than this program.
CREATE OR REPLACE FUNCTION audit.prepare_month(day date) RETURNS void
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    month  date := date_trunc('month', day);
    parent text;
    part   text;
BEGIN
    IF month < date '2010-01-01' OR month >= date '2120-01-01' THEN
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

-- Takes a month's events out of the log, for an archive or for good; the leaves stay, so the rest still
-- proves. For the owner only.
CREATE FUNCTION audit.detach_month(day date) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS
$$
DECLARE
    suffix text := to_char(date_trunc('month', day), '_YYYY_MM');
    newest timestamptz;
    parent text;
BEGIN
    IF to_regclass('audit.event' || suffix) IS NULL THEN
        RAISE EXCEPTION 'the log has no month %', to_char(day, 'YYYY-MM');
    END IF;
    PERFORM pg_advisory_xact_lock(7311504233116037);
    -- Nobody writes into the month between the question and the answer.
    EXECUTE format('LOCK TABLE audit.%I IN SHARE MODE', 'event' || suffix);
    EXECUTE format('SELECT max(at) FROM audit.%I', 'event' || suffix) INTO newest;
    newest := coalesce(newest, date_trunc('month', day) + interval '1 month');
    IF newest > now() - interval '7 years' THEN
        RAISE EXCEPTION 'audit events are kept for seven years: the newest of % is of %',
            to_char(day, 'YYYY-MM'), newest
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOREACH parent IN ARRAY ARRAY ['event', 'personal']
    LOOP
        EXECUTE format('ALTER TABLE audit.%I DETACH PARTITION audit.%I', parent, parent || suffix);
    END LOOP;
END
$$;

REVOKE ALL ON FUNCTION audit.detach_month(date) FROM PUBLIC;
