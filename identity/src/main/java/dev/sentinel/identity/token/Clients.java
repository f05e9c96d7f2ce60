package dev.sentinel.identity.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sentinel.base.sql.Database;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.revocation.RevocationLog;
import java.util.Optional;
import java.util.UUID;

/**
 * Clients in memory, each with the revocation up to which it is known to be right.
 *
 * <p>How memory stays true across processes: whatever takes something from a client is a
 * revocation, and every process follows those in order and forgets the client. {@link IssueLedger}
 * checks once more, at the commit, that none came in between, so no token rests on memory that is
 * behind. What gives something to a client needs no notice: nobody is refused from memory, only
 * from the database.
 */
public final class Clients {
    private static final int KEPT = 100_000;

    private final Database database;
    private final ClientStore store = new ClientStore();
    private final Cache<AgentId, Optional<Client>> memory =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    /** A client and the last revocation that it takes into account. */
    record Known(Optional<Client> client, long asOf) {}

    public Clients(Database database) {
        this.database = database;
    }

    /** From memory, when it is there. */
    Known find(AgentId id, RevocationLog log) {
        // Read first: the log counts a revocation only after the client is forgotten here.
        long asOf = log.seen();
        Optional<Client> client = memory.get(id, this::read);
        if (client.isEmpty()) {
            memory.invalidate(id);
        }
        return new Known(client, asOf);
    }

    /** From memory alone; empty when it is not there. */
    Optional<Known> remembered(AgentId id, RevocationLog log) {
        long asOf = log.seen();
        Optional<Client> client = memory.getIfPresent(id);
        return client == null || client.isEmpty()
                ? Optional.empty()
                : Optional.of(new Known(client, asOf));
    }

    /** From the database. */
    Known fresh(AgentId id, RevocationLog log) {
        memory.invalidate(id);
        return database.read(tx -> {
            // In this order: the client may be newer than the number, never older.
            long asOf = log.head(tx);
            return new Known(store.find(tx, id), asOf);
        });
    }

    /** Forgets a client that lost something; waits for a reading of it that has begun. */
    public void forget(UUID id) {
        memory.invalidate(new AgentId(id));
    }

    /** Forgets every client: the database is not the one that they were read from. */
    public void forgetAll() {
        memory.invalidateAll();
    }

    private Optional<Client> read(AgentId id) {
        return database.read(tx -> store.find(tx, id));
    }
}
