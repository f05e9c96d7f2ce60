package dev.sentinel.identity.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sentinel.base.sql.Database;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.revocation.RevocationLog;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;

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
    // Also those that are being read, so that nobody waits behind another's reading to begin one.
    private final Cache<AgentId, CompletableFuture<Optional<Client>>> memory =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    /** A client and the last revocation that it takes into account. */
    record Known(Optional<Client> client, long asOf) {}

    public Clients(Database database) {
        this.database = database;
    }

    /**
     * From memory, when it is there. Who asks while it is being read is told the same, also that it
     * cannot be: a database that hangs costs all of them one wait, not each the waits of all
     * others.
     */
    Known find(AgentId id, RevocationLog log) {
        // Read first: the log counts a revocation only after the client is forgotten here.
        long asOf = log.seen();
        CompletableFuture<Optional<Client>> reading = memory.get(id, this::reading);
        boolean known = false;
        try {
            Optional<Client> client = reading.join();
            known = client.isPresent();
            return new Known(client, asOf);
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        } finally {
            if (!known) {
                memory.asMap().remove(id, reading);
            }
        }
    }

    /** From memory alone; empty when it is not there. */
    Optional<Known> remembered(AgentId id, RevocationLog log) {
        long asOf = log.seen();
        CompletableFuture<Optional<Client>> read = memory.getIfPresent(id);
        return read == null || read.state() != Future.State.SUCCESS || read.resultNow().isEmpty()
                ? Optional.empty()
                : Optional.of(new Known(read.resultNow(), asOf));
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

    /**
     * Forgets a client that lost something, and a reading of it that has begun: whoever waits for
     * that one asked before, so the ledger still finds what the client lost.
     */
    public void forget(UUID id) {
        memory.invalidate(new AgentId(id));
    }

    /** Forgets every client: the database is not the one that they were read from. */
    public void forgetAll() {
        memory.invalidateAll();
    }

    private CompletableFuture<Optional<Client>> reading(AgentId id) {
        return CompletableFuture.supplyAsync(
                () -> database.read(tx -> store.find(tx, id)), Thread::startVirtualThread);
    }
}
