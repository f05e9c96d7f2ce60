package dev.sentinel.identity.agent;

import dev.sentinel.base.sql.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Writes {@code identity.agent_tally}: how many agents each filter shows in each block of places.
 *
 * <p>Call it while the workspace's row of {@code identity.agent_count} is held: then nobody else
 * writes these rows, and nobody waits in a circle.
 */
final class AgentTallyStore {

    /** Counts a new agent. */
    void registered(Tx tx, Agent agent) {
        add(tx, agent, AgentFilter.showing(agent));
    }

    /** Counts an agent that other filters show from now on. */
    void changed(Tx tx, Agent before, Agent after) {
        List<AgentFilter> hiding = AgentFilter.showing(before);
        List<AgentFilter> showing = AgentFilter.showing(after);
        List<AgentFilter> same = new ArrayList<>(hiding);
        same.retainAll(showing);
        hiding.removeAll(same);
        showing.removeAll(same);
        if (!hiding.isEmpty()) {
            take(tx, after, hiding);
            add(tx, after, showing);
        }
    }

    private static void add(Tx tx, Agent agent, List<AgentFilter> filters) {
        tx.execute(
                """
                INSERT INTO identity.agent_tally AS kept
                       (workspace, owner, agent_type, status, block, agents)
                SELECT a.workspace, f.owner, f.agent_type, f.status, a.position >> 10, 1
                  FROM identity.agent a,
                       unnest(?::text[], ?::text[], ?::text[]) AS f (owner, agent_type, status)
                 WHERE a.agent_id = ?
                ON CONFLICT (workspace, owner, agent_type, status, block)
                DO UPDATE SET agents = kept.agents + 1
                """,
                words(filters, AgentTallyStore::owner),
                words(filters, AgentTallyStore::type),
                words(filters, AgentTallyStore::status),
                agent.id().value());
    }

    private static void take(Tx tx, Agent agent, List<AgentFilter> filters) {
        tx.execute(
                """
                UPDATE identity.agent_tally t
                   SET agents = t.agents - 1
                  FROM identity.agent a,
                       unnest(?::text[], ?::text[], ?::text[]) AS f (owner, agent_type, status)
                 WHERE a.agent_id = ?
                   AND t.workspace = a.workspace AND t.block = a.position >> 10
                   AND t.owner = f.owner AND t.agent_type = f.agent_type AND t.status = f.status
                """,
                words(filters, AgentTallyStore::owner),
                words(filters, AgentTallyStore::type),
                words(filters, AgentTallyStore::status),
                agent.id().value());
    }

    static String owner(AgentFilter filter) {
        return filter.owner().orElse("");
    }

    static String type(AgentFilter filter) {
        return filter.type().map(AgentType::word).orElse("");
    }

    static String status(AgentFilter filter) {
        return filter.status().map(AgentStatus::word).orElse("");
    }

    private static String[] words(List<AgentFilter> filters, Function<AgentFilter, String> word) {
        return filters.stream().map(word).toArray(String[]::new);
    }
}
