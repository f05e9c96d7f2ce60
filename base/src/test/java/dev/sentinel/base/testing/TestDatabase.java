package dev.sentinel.base.testing;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.DatabaseConfig;
import dev.sentinel.base.sql.Migrations;
import dev.sentinel.stores.LocalPostgres;
import dev.sentinel.stores.StoreFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A database of one test's own, migrated and empty. Closing it closes its pools and drops it. */
public final class TestDatabase implements AutoCloseable {
    private static final int POOL_SIZE = 8;

    private final LocalPostgres server;
    private final String name;
    private final List<Database> open = new ArrayList<>();

    TestDatabase(LocalPostgres server, String name) {
        this.server = server;
        this.name = name;
    }

    /** A new pool as the role that the program runs as. */
    public Database open() {
        return open(app());
    }

    /** A new pool as the owner of the schemas, who may do what the program may not. */
    public Database openAsOwner() {
        return open(owner());
    }

    /** How the program reaches this database. */
    public DatabaseConfig app() {
        return config(Migrations.APP_ROLE);
    }

    /** How migrations reach this database. */
    public DatabaseConfig owner() {
        return config(TestPostgres.OWNER);
    }

    /** {@code jdbc:postgresql://127.0.0.1:port/name}. */
    public String jdbcUrl() {
        return server.jdbcUrl(name);
    }

    @Override
    public synchronized void close() {
        open.forEach(Database::close);
        try {
            server.execute("postgres", "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
        } catch (StoreFailure _) {
            // The test took the server away: the database goes with its files.
        }
    }

    private synchronized Database open(DatabaseConfig config) {
        Database database = Database.open(config);
        open.add(database);
        return database;
    }

    private DatabaseConfig config(String role) {
        return new DatabaseConfig(
                jdbcUrl(),
                role,
                new Secret(TestPostgres.PASSWORD),
                POOL_SIZE,
                Duration.ofSeconds(2));
    }
}
