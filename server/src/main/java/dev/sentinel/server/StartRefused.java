package dev.sentinel.server;

import java.io.Serial;
import java.util.List;

/** The process does not start; all reasons at once, each of which names what to change. */
public final class StartRefused extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final transient List<String> reasons;

    public StartRefused(List<String> reasons) {
        super("sentinel does not start: " + String.join("; ", reasons), null, false, false);
        this.reasons = List.copyOf(reasons);
    }

    public List<String> reasons() {
        return reasons;
    }
}
