-- Payments as they were reported, each with what was decided and what it turned out to be.
-- Everything belongs to a workspace: two workspaces may use the same tx_id and entity ids.

CREATE TABLE risk.payment (
    workspace          text           NOT NULL,
    tx_id              text           NOT NULL,
    -- SHA-256 of the canonical request: a repeated tx_id with another body is refused by it.
    fingerprint        text           NOT NULL,
    created_at         timestamptz    NOT NULL,
    amount             numeric        NOT NULL CHECK (amount >= 0),
    currency           text           NOT NULL,
    direction          text           NOT NULL,
    channel            text           NOT NULL,
    psp                text           NOT NULL,
    route_id           text           NOT NULL,
    status             text           NOT NULL,
    status_reason      text           NOT NULL,
    fee_total          numeric        NOT NULL,
    fx_rate            numeric,
    sender_entity_id   text           NOT NULL,
    receiver_entity_id text           NOT NULL,
    sender_country     text           NOT NULL,
    receiver_country   text           NOT NULL,
    user_id            text,
    merchant_id        text,
    ip_hash            text,
    device_id_hash     text,
    -- 'score' came to be decided, 'history' was uploaded after the fact and has no decision.
    origin             text           NOT NULL CHECK (origin IN ('score', 'history')),
    received_at        timestamptz    NOT NULL,
    PRIMARY KEY (workspace, tx_id)
);

-- The feature state is rebuilt in order of event time.
CREATE INDEX payment_by_event_time ON risk.payment (workspace, created_at, tx_id);

CREATE TABLE risk.entity (
    workspace  text        NOT NULL,
    entity_id  text        NOT NULL,
    country    text,
    first_seen timestamptz NOT NULL,
    last_seen  timestamptz NOT NULL,
    PRIMARY KEY (workspace, entity_id)
);

-- Documents named by a score request, for enrichment in the background (contract section 6).
CREATE TABLE risk.kyc_ref (
    workspace  text        NOT NULL,
    tx_id      text        NOT NULL,
    position   smallint    NOT NULL,
    entity_id  text        NOT NULL,
    doc_hash   text,
    doc_s3_url text,
    text_blob  text,
    PRIMARY KEY (workspace, tx_id, position),
    FOREIGN KEY (workspace, tx_id) REFERENCES risk.payment
);

-- Appended, never changed: what was decided, by which model, on which features.
CREATE TABLE risk.risk_scores (
    id             uuid             PRIMARY KEY,
    workspace      text             NOT NULL,
    tx_id          text             NOT NULL,
    scored_at      timestamptz      NOT NULL,
    risk_score     smallint         NOT NULL CHECK (risk_score BETWEEN 0 AND 1000),
    decision       text             NOT NULL CHECK (decision IN ('PASS', 'REVIEW', 'HOLD', 'BLOCK')),
    probability    double precision NOT NULL,
    reasons        jsonb            NOT NULL,
    evidence       jsonb            NOT NULL,
    -- Score points by feature family; with base_points they add up to risk_score.
    base_points    smallint         NOT NULL,
    points         jsonb            NOT NULL,
    thresholds     jsonb            NOT NULL,
    model_version  text             NOT NULL,
    schema_hash    text             NOT NULL,
    vector_hash    text             NOT NULL,
    vector         bytea            NOT NULL,
    overrides      jsonb            NOT NULL,
    llm_version    text             NOT NULL,
    llm_status     text             NOT NULL CHECK (llm_status IN ('ready', 'pending')),
    llm_error      text,
    request_id     text             NOT NULL,
    latency_ms     integer          NOT NULL,
    scored_by      text             NOT NULL,
    FOREIGN KEY (workspace, tx_id) REFERENCES risk.payment
);

CREATE INDEX risk_scores_by_payment ON risk.risk_scores (workspace, tx_id, scored_at);
CREATE INDEX risk_scores_by_model ON risk.risk_scores (model_version, id);

CREATE TABLE risk.review_case (
    id             uuid        PRIMARY KEY,
    workspace      text        NOT NULL,
    tx_id          text        NOT NULL,
    status         text        NOT NULL CHECK (status IN ('OPEN', 'IN_REVIEW', 'CLOSED')),
    model_decision text        NOT NULL CHECK (model_decision IN ('PASS', 'REVIEW', 'HOLD', 'BLOCK')),
    final_decision text        CHECK (final_decision IN ('PASS', 'REVIEW', 'HOLD', 'BLOCK')),
    opened_at      timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    UNIQUE (workspace, tx_id),
    FOREIGN KEY (workspace, tx_id) REFERENCES risk.payment
);

-- The queue is read newest first, a page at a time.
CREATE INDEX review_case_queue ON risk.review_case (workspace, updated_at DESC, id DESC);

CREATE TABLE risk.feedback_labels (
    id          uuid        PRIMARY KEY,
    workspace   text        NOT NULL,
    tx_id       text        NOT NULL,
    label_type  text        NOT NULL CHECK
        (label_type IN ('fraud', 'chargeback', 'blocked', 'false_positive', 'refund', 'other')),
    label_value smallint    NOT NULL CHECK (label_value IN (0, 1)),
    source      text        NOT NULL CHECK (source IN ('manual', 'system', 'partner')),
    note        text        NOT NULL,
    -- When it became known (event time) and when it reached us.
    labeled_at  timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    given_by    text        NOT NULL,
    -- A repeated delivery is the same label.
    UNIQUE (workspace, tx_id, label_type, label_value, source, labeled_at),
    FOREIGN KEY (workspace, tx_id) REFERENCES risk.payment
);

CREATE INDEX feedback_labels_by_event_time ON risk.feedback_labels (workspace, labeled_at, id);

CREATE TABLE risk.system_config (
    workspace  text        NOT NULL,
    key        text        NOT NULL,
    value      jsonb       NOT NULL,
    changed_at timestamptz NOT NULL,
    changed_by text        NOT NULL,
    PRIMARY KEY (workspace, key)
);

GRANT USAGE ON SCHEMA risk TO ${app_role};
-- What happened is only ever added to.
GRANT SELECT, INSERT ON risk.payment, risk.kyc_ref, risk.risk_scores, risk.feedback_labels TO ${app_role};
GRANT SELECT, INSERT, UPDATE ON risk.entity, risk.review_case, risk.system_config TO ${app_role};
