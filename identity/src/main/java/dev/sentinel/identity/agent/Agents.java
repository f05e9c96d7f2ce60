package dev.sentinel.identity.agent;

import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.access.Requester;
import dev.sentinel.identity.listing.Page;
import dev.sentinel.identity.listing.Paging;
import java.util.List;
import java.util.Optional;

/** The agents there are, for reading and for holding. Nothing outside a workspace is seen in it. */
public final class Agents {
    private final Database database;
    private final AgentStore store = new AgentStore();
    private final AgentListStore lists = new AgentListStore();

    public Agents(Database database) {
        this.database = database;
    }

    /** The agent, which nobody changes before this transaction ends. */
    public Optional<Agent> held(Tx tx, AgentId id, Requester by) {
        return store.findForUpdate(tx, by.workspace(), id);
    }

    /** The agent as it is now. */
    public Optional<Agent> seen(Tx tx, AgentId id, Requester by) {
        return store.find(tx, by.workspace(), id);
    }

    /** Whether the schema has been migrated, as far as agents need it. */
    public boolean haveTables(Tx tx) {
        return lists.haveTables(tx);
    }

    /** Who administers the workspace; until the transaction ends nobody else bootstraps one. */
    public List<Agent> heldAdministrators(Tx tx, String workspace) {
        return lists.heldAdministrators(tx, workspace);
    }

    public Optional<Agent> find(AgentId id, Requester by) {
        return database.read(tx -> seen(tx, id, by));
    }

    Page<Agent> list(AgentFilter filter, Paging paging, Requester by) {
        return database.read(tx -> lists.page(tx, by.workspace(), filter, paging));
    }

    /** The agents after this one, which need not be among them; empty when there is no such. */
    Optional<Page<Agent>> listAfter(
            AgentFilter filter, AgentId after, Paging paging, Requester by) {
        return database.read(tx ->
                seen(tx, after, by)
                        .map(_ -> lists.pageAfter(tx, by.workspace(), filter, after, paging)));
    }
}
