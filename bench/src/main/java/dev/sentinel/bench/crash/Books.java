package dev.sentinel.bench.crash;

import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What the server kept, held against the journal. Every violation is a sentence. */
final class Books {
    private final Database database;
    private final Journal journal;

    Books(Database database, Journal journal) {
        this.database = database;
        this.journal = journal;
    }

    List<String> violations(List<String> clients, List<String> changed) {
        return database.read(tx -> {
            List<String> violations = new ArrayList<>();
            clients.forEach(client -> tokens(tx, client, violations));
            agents(tx, violations);
            changed.forEach(agent -> changes(tx, agent, violations));
            revocations(tx, violations);
            return violations;
        });
    }

    /** Events that the log must hold. */
    long events() {
        return database.read(tx -> count(tx, "SELECT count(*) FROM audit.event"));
    }

    private void tokens(Tx tx, String client, List<String> violations) {
        List<String> audited =
                tx.list(
                        row -> row.getString(1),
                        """
                        SELECT metadata::json ->> 'tokenId'
                          FROM audit.event
                         WHERE action = 'token.issued' AND target_id = ?
                        """,
                        client);
        long counted =
                count(
                        tx,
                        """
                        SELECT coalesce(sum(tokens), 0)
                          FROM identity.token_monthly_count
                         WHERE client_id = ?
                        """,
                        UUID.fromString(client));
        Set<String> lost = new HashSet<>(journal.answeredTokens(client));
        Set<String> distinct = new HashSet<>(audited);
        lost.removeAll(distinct);
        if (!lost.isEmpty()) {
            violations.add("answered tokens that are not in the audit log: " + lost);
        }
        if (distinct.size() != audited.size()) {
            violations.add("tokens of " + client + " are in the audit log twice");
        }
        if (counted != audited.size()) {
            violations.add(
                    "client %s: %d tokens counted, %d in the audit log"
                            .formatted(client, counted, audited.size()));
        }
        long extra = (long) audited.size() - journal.answeredTokens(client).size();
        if (extra > journal.unansweredTokens(client)) {
            violations.add(
                    "client %s: %d tokens more than answered, but only %d requests without answer"
                            .formatted(client, extra, journal.unansweredTokens(client)));
        }
    }

    private void agents(Tx tx, List<String> violations) {
        Map<String, String> kept = new HashMap<>();
        tx.list(
                        row -> List.of(row.getString(1), row.getString(2)),
                        "SELECT email, agent_id::text FROM identity.agent")
                .forEach(pair -> kept.put(pair.getFirst(), pair.getLast()));
        journal.answeredAgents()
                .forEach((email, id) -> {
                    if (!id.equals(kept.get(email))) {
                        violations.add("agent %s was answered and is not there".formatted(email));
                    }
                });
        Set<String> known = new HashSet<>(journal.unansweredAgents());
        known.addAll(journal.answeredAgents().keySet());
        kept.keySet().stream()
                .filter(email -> !known.contains(email))
                .forEach(email -> violations.add("nobody asked for agent " + email));
        none(
                tx,
                violations,
                "agents without exactly one agent.created in the audit log",
                """
                SELECT count(*)
                  FROM identity.agent a
                 WHERE (SELECT count(*) FROM audit.event e
                         WHERE e.action = 'agent.created' AND e.target_id = a.agent_id::text) <> 1
                """);
        none(
                tx,
                violations,
                "agent.created in the audit log without an agent",
                """
                SELECT count(*)
                  FROM audit.event e
                 WHERE e.action = 'agent.created'
                   AND NOT EXISTS (SELECT 1 FROM identity.agent a
                                    WHERE a.agent_id::text = e.target_id)
                """);
        none(
                tx,
                violations,
                "workspaces whose count of agents is wrong",
                """
                SELECT count(*)
                  FROM identity.agent_count c
                  JOIN (SELECT workspace,
                               count(*) FILTER (WHERE status = 'active') AS active,
                               count(*) FILTER (WHERE status = 'suspended') AS suspended
                          FROM identity.agent GROUP BY workspace) a USING (workspace)
                 WHERE (c.active, c.suspended) <> (a.active, a.suspended)
                """);
    }

    private void changes(Tx tx, String agent, List<String> violations) {
        long suspended = events(tx, agent, "agent.suspended");
        long audited = suspended + events(tx, agent, "agent.reactivated");
        long answered = journal.answeredChanges(agent);
        long unanswered = journal.unansweredChanges(agent);
        if (audited < answered || audited > answered + unanswered) {
            violations.add(
                    "agent %s: %d changes answered, %d without answer, %d in the audit log"
                            .formatted(agent, answered, unanswered, audited));
        }
        boolean isSuspended =
                tx.one(
                                row -> row.getString(1),
                                "SELECT status FROM identity.agent WHERE agent_id = ?",
                                UUID.fromString(agent))
                        .orElseThrow()
                        .equals("suspended");
        // Suspended and reactivated in turns, so an odd number of changes leaves it suspended.
        if (isSuspended != (audited % 2 == 1)) {
            violations.add("agent %s is not what the audit log says".formatted(agent));
        }
        long revoked =
                count(
                        tx,
                        """
                        SELECT count(*) FROM identity.revocation
                         WHERE kind = 'principal' AND id = ? AND not_before > 'epoch'
                        """,
                        agent);
        if (revoked != suspended) {
            violations.add(
                    "agent %s: suspended %d times, revoked %d times"
                            .formatted(agent, suspended, revoked));
        }
    }

    private static void revocations(Tx tx, List<String> violations) {
        none(
                tx,
                violations,
                "revocations beyond the head of their log",
                """
                SELECT count(*) FROM identity.revocation r, identity.revocation_head h
                 WHERE r.seq > h.seq OR r.seq = h.seq AND r.stamp <> h.stamp
                """);
        none(
                tx,
                violations,
                "revocations that do not follow the one before them",
                """
                SELECT count(*)
                  FROM identity.revocation later
                  JOIN identity.revocation earlier ON earlier.seq = later.seq - 1
                 WHERE later.previous <> earlier.stamp
                """);
    }

    private static long events(Tx tx, String agent, String action) {
        return count(
                tx,
                "SELECT count(*) FROM audit.event WHERE target_id = ? AND action = ?",
                agent,
                action);
    }

    private static void none(Tx tx, List<String> violations, String what, String sql) {
        long found = count(tx, sql);
        if (found > 0) {
            violations.add(found + " " + what);
        }
    }

    private static long count(Tx tx, String sql, Object... arguments) {
        return tx.one(row -> row.getLong(1), sql, arguments).orElseThrow();
    }
}
