package dev.sentinel.audit.verify;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** The canonical form of an event, from a row of {@link Columns.Event}. */
final class EventLeaf {
    private static final byte[] ACTION = ascii("{\"action\":");
    private static final byte[] ACTOR = ascii(",\"actor\":{");
    private static final byte[] ACTED_FOR = ascii("\"actedFor\":");
    private static final byte[] COMMA = ascii(",");
    private static final byte[] ACTOR_ID = ascii("\"id\":");
    private static final byte[] KIND = ascii(",\"kind\":");
    private static final byte[] CLOSE = ascii("}");
    private static final byte[] AFTER = ascii(",\"after\":");
    private static final byte[] AT = ascii(",\"at\":");
    private static final byte[] BEFORE = ascii(",\"before\":");
    private static final byte[] ID = ascii(",\"id\":");
    private static final byte[] METADATA = ascii(",\"metadata\":");
    private static final byte[] OUTCOME = ascii(",\"outcome\":");
    private static final byte[] PERSONAL = ascii(",\"personal\":{");
    private static final byte[] ACTOR_HASH = ascii("\"actor\":");
    private static final byte[] TARGET_HASH = ascii("\"target\":");
    private static final byte[] REQUEST_ID = ascii(",\"requestId\":");
    private static final byte[] TARGET = ascii(",\"target\":{\"id\":");
    private static final byte[] WORKSPACE = ascii(",\"workspace\":");

    private EventLeaf() {}

    static void write(LeafBytes leaf, CopyRow row, UUID id) {
        string(leaf.begin().raw(ACTION), row, Columns.Event.ACTION);
        leaf.raw(ACTOR);
        if (!row.isNull(Columns.Event.ACTED_FOR)) {
            raw(leaf.raw(ACTED_FOR), row, Columns.Event.ACTED_FOR).raw(COMMA);
        }
        string(leaf.raw(ACTOR_ID), row, Columns.Event.ACTOR_ID);
        string(leaf.raw(KIND), row, Columns.Event.ACTOR_KIND).raw(CLOSE);
        member(leaf, AFTER, row, Columns.Event.AFTER);
        leaf.raw(AT).plain(time(id));
        member(leaf, BEFORE, row, Columns.Event.BEFORE);
        leaf.raw(ID).plain(id.toString());
        member(leaf, METADATA, row, Columns.Event.METADATA);
        string(leaf.raw(OUTCOME), row, Columns.Event.OUTCOME);
        personal(leaf, row);
        if (!row.isNull(Columns.Event.REQUEST_ID)) {
            string(leaf.raw(REQUEST_ID), row, Columns.Event.REQUEST_ID);
        }
        if (!row.isNull(Columns.Event.TARGET_KIND) || !row.isNull(Columns.Event.TARGET_ID)) {
            string(leaf.raw(TARGET), row, Columns.Event.TARGET_ID);
            string(leaf.raw(KIND), row, Columns.Event.TARGET_KIND).raw(CLOSE);
        }
        string(leaf.raw(WORKSPACE), row, Columns.Event.WORKSPACE).raw(CLOSE);
    }

    private static void personal(LeafBytes leaf, CopyRow row) {
        boolean actor = !row.isNull(Columns.Event.ACTOR_PERSONAL);
        boolean target = !row.isNull(Columns.Event.TARGET_PERSONAL);
        if (!actor && !target) {
            return;
        }
        leaf.raw(PERSONAL);
        if (actor) {
            leaf.raw(ACTOR_HASH)
                    .hex(
                            row.bytes(),
                            row.at(Columns.Event.ACTOR_PERSONAL),
                            row.length(Columns.Event.ACTOR_PERSONAL));
        }
        if (actor && target) {
            leaf.raw(COMMA);
        }
        if (target) {
            leaf.raw(TARGET_HASH)
                    .hex(
                            row.bytes(),
                            row.at(Columns.Event.TARGET_PERSONAL),
                            row.length(Columns.Event.TARGET_PERSONAL));
        }
        leaf.raw(CLOSE);
    }

    /** A member whose value is JSON already; left out when it is NULL. */
    private static void member(LeafBytes leaf, byte[] name, CopyRow row, int column) {
        if (!row.isNull(column)) {
            raw(leaf.raw(name), row, column);
        }
    }

    private static LeafBytes raw(LeafBytes leaf, CopyRow row, int column) {
        return leaf.raw(row.bytes(), row.at(column), row.length(column));
    }

    /** A text; NULL reads as an empty one. */
    private static LeafBytes string(LeafBytes leaf, CopyRow row, int column) {
        return leaf.string(row.bytes(), row.at(column), Math.max(0, row.length(column)));
    }

    private static String time(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16).toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
