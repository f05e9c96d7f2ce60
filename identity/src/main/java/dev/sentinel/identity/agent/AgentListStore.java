package dev.sentinel.identity.agent;

import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.listing.Page;
import dev.sentinel.identity.listing.Paging;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads lists of agents, newest first: any page of a million in a few milliseconds, with its total.
 *
 * <p>Without a filter a page is a range of places. With one, the tallies say in which block of a
 * thousand places the page begins, and how far into it. Both come from one statement, so that page
 * and total are of one moment.
 */
final class AgentListStore {
    /** A row of a page; the page that lies beyond the end is one row without an agent. */
    private record Row(long total, Optional<Agent> agent) {}

    Page<Agent> page(Tx tx, String workspace, AgentFilter filter, Paging paging) {
        List<Row> rows =
                filter.isOpen()
                        ? pageOfAll(tx, workspace, paging)
                        : pageOf(tx, workspace, filter, paging);
        return new Page<>(
                rows.stream().flatMap(row -> row.agent().stream()).toList(),
                rows.getFirst().total(),
                paging);
    }

    /** The agents that come after this one: older ones, whatever has been registered since. */
    Page<Agent> pageAfter(
            Tx tx, String workspace, AgentFilter filter, AgentId after, Paging paging) {
        Where where = new Where(workspace, filter);
        where.args.add(workspace);
        where.args.add(after.value());
        where.args.add(paging.limit());
        List<Agent> agents =
                tx.list(
                        AgentStore::agent,
                        AgentStore.SELECT
                                + where.text
                                + """
                                   AND position < (SELECT position FROM identity.agent
                                                    WHERE workspace = ? AND agent_id = ?)
                                 ORDER BY position DESC
                                 LIMIT ?
                                """,
                        where.args.toArray());
        long total = page(tx, workspace, filter, new Paging(1, 1)).total();
        return new Page<>(agents, total, paging);
    }

    /** Whether the schema has been migrated so far. */
    boolean haveTables(Tx tx) {
        return tx.one(
                        row -> row.getBoolean(1),
                        "SELECT to_regclass('identity.agent_tally') IS NOT NULL")
                .orElseThrow();
    }

    /**
     * Living agents with scope {@code admin}, the oldest first; nobody else makes one meanwhile.
     */
    List<Agent> heldAdministrators(Tx tx, String workspace) {
        // Two bootstraps at once must not both find nobody; there is no row yet that both could
        // lock.
        boolean _ =
                tx.one(
                                row -> row.getString(1),
                                """
                                SELECT pg_advisory_xact_lock(hashtextextended(?, 0))::text
                                """,
                                "administrators of " + workspace)
                        .isPresent();
        return tx.list(
                AgentStore::agent,
                AgentStore.SELECT
                        + """
                           WHERE workspace = ? AND status <> 'decommissioned'
                             AND 'admin' = ANY (scopes)
                           ORDER BY position
                           LIMIT 100
                           FOR UPDATE
                        """,
                workspace);
    }

    private static List<Row> pageOfAll(Tx tx, String workspace, Paging paging) {
        return tx.list(
                AgentListStore::row,
                """
                WITH registered AS MATERIALIZED (
                  SELECT coalesce(sum(active + suspended + decommissioned), 0)::bigint AS total
                    FROM identity.agent_count
                   WHERE workspace = ?
                )
                SELECT registered.total, page.*
                  FROM registered
                  LEFT JOIN LATERAL (
                """
                        + AgentStore.SELECT
                        + """
                                  WHERE workspace = ? AND position <= registered.total - ?
                                  ORDER BY position DESC
                                  LIMIT ?
                               ) AS page ON true
                         ORDER BY page.place DESC
                        """,
                workspace,
                workspace,
                paging.offset(),
                paging.limit());
    }

    private static List<Row> pageOf(Tx tx, String workspace, AgentFilter filter, Paging paging) {
        List<Object> args = new ArrayList<>();
        args.add(workspace);
        args.add(AgentTallyStore.owner(filter));
        args.add(AgentTallyStore.type(filter));
        args.add(AgentTallyStore.status(filter));
        args.add(paging.offset());
        args.add(paging.offset());
        Where where = new Where(workspace, filter);
        args.addAll(where.args);
        args.add(paging.limit());
        return tx.list(
                AgentListStore::row,
                """
                WITH tally AS MATERIALIZED (
                  SELECT block, agents, sum(agents) OVER (ORDER BY block DESC)::bigint AS through
                    FROM identity.agent_tally
                   WHERE workspace = ? AND owner = ? AND agent_type = ? AND status = ?
                ), counted AS MATERIALIZED (
                  SELECT coalesce(sum(agents), 0)::bigint AS total FROM tally
                ), start AS MATERIALIZED (
                  SELECT block, ? - (through - agents) AS skip
                    FROM tally
                   WHERE through > ?
                   ORDER BY block DESC
                   LIMIT 1
                )
                SELECT counted.total, page.*
                  FROM counted
                  LEFT JOIN LATERAL (
                """
                        + AgentStore.SELECT
                        + where.text
                        + """
                                    AND position < ((SELECT block FROM start) + 1) << 10
                                  ORDER BY position DESC
                                  LIMIT ? OFFSET (SELECT skip FROM start)
                               ) AS page ON true
                         ORDER BY page.place DESC
                        """,
                args.toArray());
    }

    /** Only the conditions that are there, so that each combination has an index to go by. */
    private static final class Where {
        private final StringBuilder text = new StringBuilder(" WHERE workspace = ?");
        private final List<Object> args = new ArrayList<>();

        private Where(String workspace, AgentFilter filter) {
            args.add(workspace);
            filter.status().ifPresent(status -> and("status", status.word()));
            filter.owner().ifPresent(owner -> and("owner", owner));
            filter.type().ifPresent(type -> and("agent_type", type.word()));
        }

        private void and(String column, String value) {
            text.append(" AND ").append(column).append(" = ?");
            args.add(value);
        }
    }

    private static Row row(ResultSet row) throws SQLException {
        long total = row.getLong("total");
        boolean found = row.getString("agent_id") != null;
        return new Row(total, found ? Optional.of(AgentStore.agent(row)) : Optional.empty());
    }
}
