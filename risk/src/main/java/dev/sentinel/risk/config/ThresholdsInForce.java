package dev.sentinel.risk.config;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.sql.Database;
import dev.sentinel.risk.caller.By;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The thresholds of each workspace. Read on every decision, so kept in memory for a second: a
 * change is in force here at once and in every other process within that second.
 */
public final class ThresholdsInForce {
    /** Old and new values of a change of thresholds. */
    public static final Action CHANGED =
            Action.of("risk.config.changed", "the thresholds of a workspace were replaced")
                    .field("block_threshold", "lowest score that blocks")
                    .field("hold_threshold", "lowest score that holds")
                    .field("review_threshold", "lowest score that is reviewed")
                    .field("prompt_version", "version of the enrichment prompt");

    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Database database;
    private final AuditLog audit;
    private final Clock clock;
    private final ConfigStore store = new ConfigStore();
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    private record Held(Thresholds thresholds, Instant readAt) {}

    public ThresholdsInForce(Database database, AuditLog audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /** What decides now; the contract's defaults until somebody sets others. */
    public Thresholds of(String workspace) {
        Instant now = clock.instant();
        Held known = held.get(workspace);
        if (known != null && now.isBefore(known.readAt().plus(FRESH))) {
            return known.thresholds();
        }
        Thresholds read = database.read(tx -> store.find(tx, workspace)).orElse(Thresholds.DEFAULT);
        held.put(workspace, new Held(read, now));
        return read;
    }

    /** Replaces all four values; the log keeps the old ones. Returns what is now in force. */
    Thresholds replace(By by, Thresholds next) {
        String workspace = by.workspace();
        Instant now = clock.instant();
        database.inTransaction(tx -> {
            Thresholds before = store.findForUpdate(tx, workspace).orElse(Thresholds.DEFAULT);
            store.put(tx, workspace, next, by.actor().id(), now);
            audit.append(
                    tx,
                    AuditEvent.of(CHANGED, workspace, by.actor())
                            .on("config", "risk_thresholds")
                            .from(by.origin())
                            .before(before.fields())
                            .after(next.fields()));
        });
        held.put(workspace, new Held(next, now));
        return next;
    }
}
