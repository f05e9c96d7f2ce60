package dev.sentinel.server.setup;

import java.nio.file.Path;
import java.util.List;

/** Which files setup made and which it found and left as they were. */
public record SetupReport(List<Path> made, List<Path> left) {
    public SetupReport {
        made = List.copyOf(made);
        left = List.copyOf(left);
    }
}
