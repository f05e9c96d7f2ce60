package dev.sentinel.base.sql;

import dev.sentinel.base.Unavailable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.internal.exception.FlywaySqlException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings each module's schema to the version that this program needs.
 *
 * <p>Every schema has its own numbered files ({@code db/<schema>/V001__….sql}) and its own history.
 * Runs as the owner of the schemas; the program itself runs as a role that owns nothing. Flyway
 * holds an advisory lock, so that several processes may start at once.
 *
 * <p>Almost every start finds nothing to do, and Flyway takes most of a second to say so. So the
 * histories are read first: only a schema whose history says exactly what our files say is left
 * alone. Whatever else it says, Flyway judges, which applies what is missing and refuses what has
 * failed or was changed.
 */
public final class Migrations {
    /** The role that the program runs as; migrations grant to it what it may do. */
    public static final String APP_ROLE = "sentinel_app";

    /**
     * The role that owns the functions which erase personal data, and that nobody logs in as. The
     * owner of the schemas must be able to hand functions over to it.
     */
    public static final String ERASER_ROLE = "sentinel_eraser";

    private static final int OLDEST_POSTGRES = 16;

    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    private Migrations() {}

    /**
     * Applies what is missing. Schemas are created when they are not there.
     *
     * @throws IllegalStateException when PostgreSQL is too old for the migrations
     */
    public static void run(String jdbcUrl, String owner, String password, List<String> schemas) {
        for (String schema : notCurrent(jdbcUrl, owner, password, schemas)) {
            try {
                Flyway.configure()
                        .dataSource(jdbcUrl, owner, password)
                        .schemas(schema)
                        .defaultSchema(schema)
                        .createSchemas(true)
                        .locations("classpath:db/" + schema)
                        .placeholders(Map.of("app_role", APP_ROLE, "eraser_role", ERASER_ROLE))
                        .failOnMissingLocations(true)
                        .loggers("slf4j")
                        .load()
                        .migrate();
            } catch (FlywaySqlException failure) {
                if (Outage.isCauseOf(failure)) {
                    throw new Unavailable("postgres", failure);
                }
                throw failure;
            }
        }
    }

    /** The schemas whose history says anything else than that our files, all, were applied. */
    static List<String> notCurrent(
            String jdbcUrl, String owner, String password, List<String> schemas) {
        Properties login = new Properties();
        login.setProperty("user", owner);
        login.setProperty("password", password);
        login.setProperty("connectTimeout", "2");
        login.setProperty("socketTimeout", "10");
        List<String> behind = new ArrayList<>(schemas);
        try (Connection connection = DriverManager.getConnection(jdbcUrl, login)) {
            refuseOlder(connection.getMetaData().getDatabaseMajorVersion());
            for (String schema : schemas) {
                if (isCurrent(connection, schema)) {
                    behind.remove(schema);
                }
            }
        } catch (SQLException | IOException unreadable) {
            // No history yet, or no server: Flyway finds out which, and says it better.
            LOG.debug("the history of migrations cannot be read: {}", unreadable.getMessage());
        }
        return behind;
    }

    /** Before anything is half migrated: 15 would stop in the middle, at a syntax error. */
    static void refuseOlder(int version) {
        if (version < OLDEST_POSTGRES) {
            throw new IllegalStateException(
                    "PostgreSQL is of version %d, and must be %d or newer"
                            .formatted(version, OLDEST_POSTGRES));
        }
    }

    private static boolean isCurrent(Connection connection, String schema)
            throws SQLException, IOException {
        Map<String, Integer> applied = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                """
                                SELECT script, checksum, type = 'SQL' AND success
                                  FROM "%s".flyway_schema_history
                                 WHERE type <> 'SCHEMA'
                                """
                                        .formatted(schema))) {
            while (rows.next()) {
                boolean usual = rows.getBoolean(3);
                if (!usual || applied.put(rows.getString(1), rows.getInt(2)) != null) {
                    return false;
                }
            }
        }
        return !applied.isEmpty() && applied.equals(MigrationFiles.of(schema));
    }
}
