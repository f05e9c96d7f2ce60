package dev.sentinel.risk.config;

import dev.sentinel.base.json.Json;
import dev.sentinel.base.sql.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** The only class that knows {@code risk.system_config}. */
final class ConfigStore {
    private static final String KEY = "risk_thresholds";

    Optional<Thresholds> find(Tx tx, String workspace) {
        return tx.one(
                ConfigStore::thresholds,
                "SELECT value FROM risk.system_config WHERE workspace = ? AND key = ?",
                workspace,
                KEY);
    }

    Optional<Thresholds> findForUpdate(Tx tx, String workspace) {
        return tx.one(
                ConfigStore::thresholds,
                "SELECT value FROM risk.system_config WHERE workspace = ? AND key = ? FOR UPDATE",
                workspace,
                KEY);
    }

    void put(Tx tx, String workspace, Thresholds thresholds, String changedBy, Instant at) {
        tx.execute(
                """
                INSERT INTO risk.system_config (workspace, key, value, changed_at, changed_by)
                VALUES (?, ?, CAST(? AS jsonb), ?, ?)
                ON CONFLICT (workspace, key) DO UPDATE
                   SET value = excluded.value,
                       changed_at = excluded.changed_at,
                       changed_by = excluded.changed_by
                """,
                workspace,
                KEY,
                Json.text(thresholds.fields()),
                at,
                changedBy);
    }

    private static Thresholds thresholds(ResultSet row) throws SQLException {
        return Thresholds.of(Json.tree(row.getString("value")));
    }
}
