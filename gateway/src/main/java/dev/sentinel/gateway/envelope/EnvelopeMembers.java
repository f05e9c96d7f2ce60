package dev.sentinel.gateway.envelope;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Which members of an envelope the outermost object has shown so far (contract studio §3.5). */
final class EnvelopeMembers {
    private static final List<byte[]> NEEDED = names("success", "result", "message", "error");

    /** What our own refusals have beside the four (contract studio §3.2). */
    private static final List<byte[]> BESIDE =
            names("status_code", "detail", "code", "request_id", "documentation_url", "errors");

    private static final int ALL = (1 << NEEDED.size()) - 1;

    private int seen;
    private boolean object;
    private boolean foreign;
    private boolean awaitsFlag;
    private boolean noFlag;

    void outermost(boolean isObject) {
        object = isObject;
    }

    void named(byte[] name, int length) {
        int member = index(NEEDED, name, length);
        if (member >= 0) {
            seen |= 1 << member;
            awaitsFlag = member == 0;
        } else if (index(BESIDE, name, length) < 0) {
            foreign = true;
        }
    }

    /** The value of the member named last begins with this character. */
    void valueBegins(int c) {
        if (awaitsFlag) {
            awaitsFlag = false;
            noFlag = c != 't' && c != 'f';
        }
    }

    /** All four are there and {@code success} is a boolean. */
    boolean isEnvelope() {
        return object && seen == ALL && hasFlag();
    }

    /** Not yet an envelope; an envelope may have more members, behind its flag or before. */
    boolean mayBecomeEnvelope() {
        return object && !noFlag && (!foreign || hasFlag());
    }

    /**
     * A text too long to be held until its end is judged by what has come: one with members of its
     * own must have shown all but one of the four.
     */
    boolean looksLikeEnvelope() {
        return object && hasFlag() && (!foreign || Integer.bitCount(seen) >= NEEDED.size() - 1);
    }

    private boolean hasFlag() {
        return (seen & 1) == 1 && !awaitsFlag && !noFlag;
    }

    private static int index(List<byte[]> names, byte[] name, int length) {
        for (int i = 0; i < names.size(); i++) {
            byte[] each = names.get(i);
            if (each.length == length && Arrays.equals(each, 0, length, name, 0, length)) {
                return i;
            }
        }
        return -1;
    }

    private static List<byte[]> names(String... names) {
        return Arrays.stream(names).map(name -> name.getBytes(StandardCharsets.US_ASCII)).toList();
    }
}
