package dev.sentinel.server;

import dev.sentinel.base.config.Settings;
import dev.sentinel.web.RateLimit;
import dev.sentinel.web.Route;
import dev.sentinel.web.RouteTable;
import dev.sentinel.web.WorkspaceField;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Every endpoint of the platform with its access rule, known without starting anything. */
public final class RouteMatrix {
    private static final String PLACEHOLDER = "x".repeat(32);

    private final Map<String, RouteTable> tables;

    private RouteMatrix(Map<String, RouteTable> tables) {
        this.tables = Map.copyOf(tables);
    }

    /**
     * Makes the roles as a start would, without their stores.
     *
     * @throws StartRefused when the settings or the service registry are wrong
     */
    public static RouteMatrix read(Settings settings) {
        // No store is asked and no secret used: what is not set yet does not stand in the way.
        settings.suppose("DATABASE_URL", "postgresql://nobody@localhost/none");
        settings.suppose("REDIS_URL", "redis://localhost");
        settings.suppose("SENTINEL_SERVICE_KEY", PLACEHOLDER);
        settings.suppose("CREDENTIAL_PEPPER", PLACEHOLDER);
        settings.suppose("SENTINEL_KEK", Base64.getEncoder().encodeToString(new byte[32]));
        return new RouteMatrix(
                Sentinel.routes(settings, Additions.none(), Clock.systemUTC(), new SecureRandom()));
    }

    /** The tables, by the listener's name. */
    public Map<String, RouteTable> tables() {
        return tables;
    }

    /** All rows: listeners in alphabetical order, then paths, then methods. */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        new TreeMap<>(tables)
                .forEach((listener, table) ->
                        table.routes().forEach(route -> rows.add(row(listener, route))));
        return rows;
    }

    private static Row row(String listener, Route route) {
        return new Row(
                listener,
                route.method(),
                route.path(),
                route.rule().describe(),
                route.workspace().map(WorkspaceField::describe).orElse(""),
                route.limit().map(RateLimit::describe).or(route::attempts).orElse(""),
                route.dialect().name().toLowerCase(Locale.ROOT),
                route.maxBody(),
                route.audit().orElse(""),
                route.stream().isPresent() ? "forwarded" : "handled");
    }

    /**
     * One endpoint.
     *
     * @param workspace the parameter that names a workspace, which must be the caller's; empty for
     *     none
     * @param limit how often it may be used; empty for no limit
     * @param maxBody bytes of body at most
     * @param audit the action that a call leaves in the audit log beside the feature's own; empty
     *     for none
     * @param answered {@code handled} here, or {@code forwarded} to a service behind
     */
    public record Row(
            String listener,
            String method,
            String path,
            String access,
            String workspace,
            String limit,
            String dialect,
            int maxBody,
            String audit,
            String answered) {}
}
