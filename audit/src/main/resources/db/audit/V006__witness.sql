-- What witnesses have signed (C2SP tlog-cosignature). A checkpoint that was cosigned is kept for good.
CREATE TABLE audit.cosignature (
    size        bigint      NOT NULL REFERENCES audit.checkpoint,
    witness     text        NOT NULL COLLATE "C",
    -- the signature line, with its newline
    line        text        NOT NULL COLLATE "C",
    cosigned_at timestamptz NOT NULL,
    PRIMARY KEY (size, witness)
);

-- How far each witness is, and when one of our processes last asked it: whoever moves asked_at asks.
-- Both are hints: a witness that is elsewhere says so.
CREATE TABLE audit.witness (
    vkey     text        PRIMARY KEY COLLATE "C",
    size     bigint      NOT NULL,
    asked_at timestamptz NOT NULL
);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON audit.cosignature
    FOR EACH ROW EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit.cosignature
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

GRANT SELECT, INSERT ON audit.cosignature TO ${app_role};
GRANT SELECT, INSERT, UPDATE ON audit.witness TO ${app_role};
