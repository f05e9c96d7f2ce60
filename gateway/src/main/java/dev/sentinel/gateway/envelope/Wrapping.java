package dev.sentinel.gateway.envelope;

import java.nio.charset.StandardCharsets;

/**
 * Decides what becomes of a JSON answer while it streams by (contract studio §3.5): it is put
 * between {@link #head} and {@link #tail}, unless it is an envelope already.
 *
 * <p>The beginning is held until that is known: an answer of up to {@link #HELD} bytes until its
 * end, so that one which is not JSON can still be refused; a longer one until it cannot be an
 * envelope, or for {@link #MOST_HELD} bytes at most.
 */
public final class Wrapping {
    /** Answers up to this length are judged whole. */
    public static final int HELD = 64 * 1024;

    /** An answer that names nothing but members of an envelope is held for so long. */
    public static final int MOST_HELD = 1024 * 1024;

    private static final String HEAD =
            "{\"success\":true,\"message\":\"Operation completed\",\"error\":null,\"result\":";

    private final JsonScan scan = new JsonScan();
    private long taken;

    /** What stands before the answer. */
    public static byte[] head() {
        return HEAD.getBytes(StandardCharsets.US_ASCII);
    }

    /** What stands after it. */
    public static byte[] tail() {
        return new byte[] {'}'};
    }

    /** Takes further bytes; false once they are not JSON. */
    public boolean take(byte[] bytes, int from, int to) {
        taken += to - from;
        return scan.take(bytes, from, to);
    }

    /** Whether the beginning must still be held. */
    public boolean isOpen() {
        boolean undecided = scan.members().mayBecomeEnvelope() && !scan.members().isEnvelope();
        return taken <= HELD || (undecided && taken <= MOST_HELD);
    }

    /** Whether it passes as it is; asked when {@link #isOpen} has become false, or at the end. */
    public boolean isEnvelope() {
        return scan.members().isEnvelope()
                || (taken > MOST_HELD && scan.members().looksLikeEnvelope());
    }

    /** Whether all of it has come and is JSON. */
    public boolean isWhole() {
        return scan.isWhole();
    }
}
