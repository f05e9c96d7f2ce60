package dev.sentinel.bench.load;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A load that measured nothing worth printing: errors are fast, and would look like progress. */
public final class LoadFailed extends IOException {
    private static final long serialVersionUID = 1L;

    LoadFailed(String message) {
        super(message);
    }

    LoadFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
