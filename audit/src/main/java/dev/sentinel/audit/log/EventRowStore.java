package dev.sentinel.audit.log;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How rows of {@code audit.event}, named {@code e}, and {@code audit.personal}, named {@code pa}
 * for what is about the actor and {@code pt} for the target, are read wherever a query joins them.
 */
public final class EventRowStore {
    /** The columns that {@link #event} needs. */
    public static final String EVENT_COLUMNS =
            """
            e.id, e.at, e.workspace, e.actor_kind, e.actor_id, e.acted_for, e.action, e.outcome,
            e.target_kind, e.target_id, e.request_id, e.before, e.after, e.metadata,
            e.actor_personal, e.target_personal
            """;

    /** The columns that {@link #personal} needs. */
    public static final String PERSONAL_COLUMNS =
            """
            encode(pa.salt, 'hex') AS actor_salt, pa.fields AS actor_fields,
            encode(pt.salt, 'hex') AS target_salt, pt.fields AS target_fields
            """;

    /** Joins the personal fields of an event whose time and id are in these two columns. */
    public static String personalJoins(String at, String id) {
        return """
         LEFT JOIN audit.personal pa
                ON pa.at = %1$s AND pa.event_id = %2$s AND pa.about = 'actor'
         LEFT JOIN audit.personal pt
                ON pt.at = %1$s AND pt.event_id = %2$s AND pt.about = 'target'
        """
                .formatted(at, id);
    }

    private EventRowStore() {}

    public static EventRow event(ResultSet row) throws SQLException {
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
                new PersonalHashes(hex(row, "actor_personal"), hex(row, "target_personal")));
    }

    /** The personal fields, as far as the joined rows are there. */
    public static PersonalRows personal(ResultSet row) throws SQLException {
        return new PersonalRows(personal(row, "actor"), personal(row, "target"));
    }

    private static Optional<PersonalRow> personal(ResultSet row, String about) throws SQLException {
        Optional<String> salt = optional(row, about + "_salt");
        Optional<String> fields = optional(row, about + "_fields");
        return salt.isPresent()
                ? Optional.of(new PersonalRow(salt.get(), fields.orElseThrow()))
                : Optional.empty();
    }

    private static Optional<String> hex(ResultSet row, String column) throws SQLException {
        byte @Nullable [] bytes = row.getBytes(column);
        return Optional.ofNullable(bytes).map(HexFormat.of()::formatHex);
    }

    private static Optional<String> optional(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }
}
