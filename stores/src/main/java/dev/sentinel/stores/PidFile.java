package dev.sentinel.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The file in which a server keeps its process id. */
record PidFile(Path path) {

    /**
     * The process, if it lives and runs the given program. The name is checked because the system
     * may have given the number to somebody else since.
     */
    Optional<ProcessHandle> running(String program) {
        return pid().flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info().command().orElse("").endsWith(program));
    }

    Optional<Long> pid() {
        try {
            List<String> lines = Files.readAllLines(path);
            return lines.isEmpty() || lines.getFirst().isBlank()
                    ? Optional.empty()
                    : Optional.of(Long.parseLong(lines.getFirst().strip()));
        } catch (IOException | NumberFormatException _) {
            return Optional.empty();
        }
    }
}
