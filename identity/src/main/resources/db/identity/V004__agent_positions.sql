-- Each agent's place in its workspace: 1 for the first registered, without gaps and for good, for
-- no agent is ever deleted. A page of the list is a range of places, however deep it lies.
ALTER TABLE identity.agent ADD COLUMN position bigint;
UPDATE identity.agent a
   SET position = placed.place
  FROM (SELECT agent_id, row_number() OVER (PARTITION BY workspace ORDER BY agent_id) AS place
          FROM identity.agent) AS placed
 WHERE placed.agent_id = a.agent_id;
ALTER TABLE identity.agent ALTER COLUMN position SET NOT NULL;

-- One for each combination of filters: whatever a list is narrowed by, its rows lie in order.
DROP INDEX identity.agent_newest, identity.agent_by_status, identity.agent_by_owner,
           identity.agent_by_type;
CREATE UNIQUE INDEX agent_position      ON identity.agent (workspace, position);
CREATE INDEX agent_by_owner             ON identity.agent (workspace, owner, position);
CREATE INDEX agent_by_type              ON identity.agent (workspace, agent_type, position);
CREATE INDEX agent_by_status            ON identity.agent (workspace, status, position);
CREATE INDEX agent_by_owner_type        ON identity.agent (workspace, owner, agent_type, position);
CREATE INDEX agent_by_owner_status      ON identity.agent (workspace, owner, status, position);
CREATE INDEX agent_by_type_status       ON identity.agent (workspace, agent_type, status, position);
CREATE INDEX agent_by_owner_type_status
    ON identity.agent (workspace, owner, agent_type, status, position);

-- How many agents of a thousand places match each combination of filters, kept in the transaction
-- that changes them, under the lock of identity.agent_count. Totals are sums over a thousandth of
-- the rows, and a deep page is found without walking past all before it. An empty text: any.
CREATE TABLE identity.agent_tally (
  workspace  varchar(64)  NOT NULL,
  owner      varchar(128) NOT NULL,
  agent_type varchar(32)  NOT NULL,
  status     varchar(24)  NOT NULL,
  block      bigint       NOT NULL,                   -- position >> 10
  agents     bigint       NOT NULL CHECK (agents >= 0),
  PRIMARY KEY (workspace, owner, agent_type, status, block)
);

INSERT INTO identity.agent_tally (workspace, owner, agent_type, status, block, agents)
SELECT a.workspace, filter.owner, filter.agent_type, filter.status, a.position >> 10, count(*)
  FROM identity.agent a
 CROSS JOIN LATERAL (VALUES
         (a.owner, '', ''), ('', a.agent_type, ''), ('', '', a.status),
         (a.owner, a.agent_type, ''), (a.owner, '', a.status), ('', a.agent_type, a.status),
         (a.owner, a.agent_type, a.status)) AS filter (owner, agent_type, status)
 GROUP BY 1, 2, 3, 4, 5;

GRANT SELECT, INSERT, UPDATE ON identity.agent_tally TO ${app_role};
