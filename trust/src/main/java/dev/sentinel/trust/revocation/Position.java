package dev.sentinel.trust.revocation;

/**
 * A place in the log of revocations. Whoever knows a number with the stamp that stands there knows
 * the same log up to it: a database restored from a backup gives a number out again, but never with
 * the same stamp.
 *
 * @param sequence has no gaps
 * @param stamp random, made with the number; empty where nobody has looked yet
 */
public record Position(long sequence, String stamp) {
    /** Before the first revocation. */
    public static final Position START = new Position(0, "");
}
