package dev.sentinel.risk.model;

import dev.sentinel.audit.event.Action;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.sql.Database;
import dev.sentinel.risk.caller.By;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What people and pipelines do with models: publish, activate, look. Every change is in the log.
 */
public final class Models {
    /** A new artifact in the registry. */
    public static final Action PUBLISHED =
            Action.of("model.published", "a model artifact was put into the registry")
                    .field("schema_hash", "hash of the feature schema it was trained under");

    /** Another model decides. */
    public static final Action ACTIVATED =
            Action.of("model.activated", "a model became the one that decides")
                    .field("version", "before: the model until then; after: the model from now on");

    private final Database database;
    private final AuditLog audit;
    private final ModelRegistry registry;

    public Models(Database database, AuditLog audit, ModelRegistry registry) {
        this.database = database;
        this.audit = audit;
        this.registry = registry;
    }

    /** Versions in the registry, and which one decides. */
    record Listing(List<String> versions, Optional<String> active) {}

    Listing list() {
        return new Listing(registry.versions(), active());
    }

    /** Throws {@link ModelRefused} that says what is wrong with the artifact. */
    void publish(By by, ModelFile file) {
        registry.publish(file);
        database.inTransaction(tx ->
                audit.append(
                        tx,
                        AuditEvent.of(PUBLISHED, by.workspace(), by.actor())
                                .on("model", file.version())
                                .from(by.origin())
                                .with("schema_hash", file.schema().hash())));
    }

    ActivateOutcome activate(By by, String version) {
        Optional<String> before = active();
        ActivateOutcome outcome = registry.activate(version);
        if (outcome instanceof ActivateOutcome.Activated) {
            AuditEvent event =
                    AuditEvent.of(ACTIVATED, by.workspace(), by.actor())
                            .on("model", version)
                            .from(by.origin())
                            .before(
                                    before.<Map<String, String>>map(old -> Map.of("version", old))
                                            .orElse(Map.of()))
                            .after(Map.of("version", version));
            database.inTransaction(tx -> audit.append(tx, event));
        }
        return outcome;
    }

    private Optional<String> active() {
        return registry.active().map(ScoringModel::version);
    }
}
