package dev.sentinel.gateway.reload;

/**
 * When to read files that are looked at again and again: when they have changed, and are as they
 * were at the look before. One that is being written may be whole by chance, and say half.
 */
final class Looks {
    private String taken;
    private String last;

    Looks(String taken) {
        this.taken = taken;
        this.last = taken;
    }

    boolean isDue(String stamp) {
        boolean still = stamp.equals(last);
        last = stamp;
        return still && !stamp.equals(taken);
    }

    /** What is read now is as the files are at this stamp, or newer. */
    void take(String stamp) {
        taken = stamp;
    }
}
