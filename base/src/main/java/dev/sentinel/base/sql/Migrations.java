package dev.sentinel.base.sql;

import dev.sentinel.base.Unavailable;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.internal.exception.FlywaySqlException;

/**
 * Brings each module's schema to the version that this program needs.
 *
 * <p>Every schema has its own numbered files ({@code db/<schema>/V001__….sql}) and its own history.
 * Runs as the owner of the schemas; the program itself runs as a role that owns nothing. Flyway
 * holds an advisory lock, so that several processes may start at once.
 */
public final class Migrations {
    /** The role that the program runs as; migrations grant to it what it may do. */
    public static final String APP_ROLE = "sentinel_app";

    /**
     * The role that owns the functions which erase personal data, and that nobody logs in as. The
     * owner of the schemas must be able to hand functions over to it.
     */
    public static final String ERASER_ROLE = "sentinel_eraser";

    private Migrations() {}

    /** Applies what is missing. Schemas are created when they are not there. */
    public static void run(String jdbcUrl, String owner, String password, List<String> schemas) {
        for (String schema : schemas) {
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
}
