package dev.sentinel.audit.verify;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/** The canonical form of an event, from a row of {@link VerifyStore#EVENT_COLUMNS}. */
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
        string(leaf.begin().raw(ACTION), row, 6);
        leaf.raw(ACTOR);
        if (!row.isNull(5)) {
            raw(leaf.raw(ACTED_FOR), row, 5).raw(COMMA);
        }
        string(leaf.raw(ACTOR_ID), row, 4);
        string(leaf.raw(KIND), row, 3).raw(CLOSE);
        member(leaf, AFTER, row, 12);
        leaf.raw(AT).plain(time(id));
        member(leaf, BEFORE, row, 11);
        leaf.raw(ID).plain(id.toString());
        member(leaf, METADATA, row, 13);
        string(leaf.raw(OUTCOME), row, 7);
        personal(leaf, row);
        if (!row.isNull(10)) {
            string(leaf.raw(REQUEST_ID), row, 10);
        }
        if (!row.isNull(8) || !row.isNull(9)) {
            string(leaf.raw(TARGET), row, 9);
            string(leaf.raw(KIND), row, 8).raw(CLOSE);
        }
        string(leaf.raw(WORKSPACE), row, 2).raw(CLOSE);
    }

    private static void personal(LeafBytes leaf, CopyRow row) {
        boolean actor = !row.isNull(14);
        boolean target = !row.isNull(15);
        if (!actor && !target) {
            return;
        }
        leaf.raw(PERSONAL);
        if (actor) {
            leaf.raw(ACTOR_HASH).hex(row.bytes(), row.at(14), row.length(14));
        }
        if (actor && target) {
            leaf.raw(COMMA);
        }
        if (target) {
            leaf.raw(TARGET_HASH).hex(row.bytes(), row.at(15), row.length(15));
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
