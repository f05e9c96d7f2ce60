package dev.sentinel.identity.health;

import dev.sentinel.base.redis.Redis;
import dev.sentinel.base.sql.Database;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.Dialect;
import dev.sentinel.web.Request;
import dev.sentinel.web.Resource;
import dev.sentinel.web.Response;
import dev.sentinel.web.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * {@code GET /health}: 200 when both stores answer, 503 with the failing one named otherwise. An
 * audit log that is behind with its proofs, and a Vault that is away, degrade the answer only:
 * events are still written, and agents whose secrets are in rows go on.
 */
public final class HealthResource implements Resource {
    private final Database database;
    private final Redis redis;
    private final BooleanSupplier auditWell;
    private final Optional<BooleanSupplier> vault;

    /**
     * Of the stores.
     *
     * @param vault whether Vault answers, where it is used
     */
    public HealthResource(
            Database database,
            Redis redis,
            BooleanSupplier auditWell,
            Optional<BooleanSupplier> vault) {
        this.database = database;
        this.redis = redis;
        this.auditWell = auditWell;
        this.vault = vault;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/health").dialect(Dialect.AGENT).access(Rules.open()).to(this::get));
    }

    private Response get(Request request) {
        boolean postgres = database.reachable();
        boolean cache = redis.reachable();
        boolean audit = auditWell.getAsBoolean();
        boolean kept = vault.map(BooleanSupplier::getAsBoolean).orElse(true);
        boolean well = postgres && cache;
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", !well ? "error" : audit && kept ? "ok" : "degraded");
        body.put("postgres", word(postgres));
        body.put("redis", word(cache));
        if (!audit) {
            body.put("audit", "stuck");
        }
        if (vault.isPresent()) {
            body.put("vault", word(kept));
        }
        return Response.json(well ? 200 : 503, body);
    }

    private static String word(boolean connected) {
        return connected ? "connected" : "error";
    }
}
