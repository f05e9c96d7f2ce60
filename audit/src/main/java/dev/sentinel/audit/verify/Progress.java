package dev.sentinel.audit.verify;

/** Told now and then how far a long check has come. */
@FunctionalInterface
public interface Progress {
    void at(long done, long total);

    static Progress silent() {
        return (_, _) -> {};
    }
}
