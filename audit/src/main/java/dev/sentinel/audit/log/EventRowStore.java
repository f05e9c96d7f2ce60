package dev.sentinel.audit.log;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How rows of {@code audit.event}, named {@code e}, and {@code audit.personal}, named {@code p},
 * are read, wherever a query joins them.
 */
public final class EventRowStore {
    /** The columns that {@link #event} needs. */
    public static final String EVENT_COLUMNS =
            """
            e.id, e.at, e.workspace, e.actor_kind, e.actor_id, e.acted_for, e.action, e.outcome,
            e.target_kind, e.target_id, e.request_id, e.before, e.after, e.metadata, e.personal_hash
            """;

    /** The columns that {@link #personal} needs. */
    public static final String PERSONAL_COLUMNS = "encode(p.salt, 'hex') AS salt, p.fields";

    private EventRowStore() {}

    public static EventRow event(ResultSet row) throws SQLException {
        byte @Nullable [] personal = row.getBytes("personal_hash");
        return new EventRow(
                row.getObject("id", UUID.class),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("workspace"),
                row.getString("actor_kind"),
                row.getString("actor_id"),
                optional(row, "acted_for"),
                row.getString("action"),
                row.getString("outcome"),
                optional(row, "target_kind"),
                optional(row, "target_id"),
                optional(row, "request_id"),
                optional(row, "before"),
                optional(row, "after"),
                optional(row, "metadata"),
                Optional.ofNullable(personal).map(HexFormat.of()::formatHex));
    }

    /** The personal fields, unless the joined row is not there. */
    public static Optional<PersonalRow> personal(ResultSet row) throws SQLException {
        Optional<String> salt = optional(row, "salt");
        Optional<String> fields = optional(row, "fields");
        return salt.isPresent()
                ? Optional.of(new PersonalRow(salt.get(), fields.orElseThrow()))
                : Optional.empty();
    }

    private static Optional<String> optional(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }
}
