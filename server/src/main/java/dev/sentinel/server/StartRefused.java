package dev.sentinel.server;

import java.io.Serial;
import java.util.List;

/** The process does not start; all reasons at once, a line each, that names what to change. */
public final class StartRefused extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final transient List<String> reasons;

    public StartRefused(List<String> reasons) {
        super("does not start:\n  " + String.join("\n  ", reasons), null, false, false);
        this.reasons = List.copyOf(reasons);
    }

    public List<String> reasons() {
        return reasons;
    }
}
