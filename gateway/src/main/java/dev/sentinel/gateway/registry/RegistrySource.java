package dev.sentinel.gateway.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** Where the registry is read from, again and again: a file, and a stage's file over it. */
public record RegistrySource(RegistryReader reader, Path file, Optional<Path> stage) {

    /** Throws {@link RegistryRefused} with every finding. */
    public ServiceRegistry read() {
        return reader.read(file, stage);
    }

    /**
     * Changes whenever a file may have, be it one that the registry in force names; cheap enough to
     * look at many times a second.
     */
    public String stamp(ServiceRegistry inForce) {
        StringBuilder stamp = new StringBuilder(stamp(file));
        stage.map(RegistrySource::stamp).ifPresent(stamp::append);
        inForce.files().forEach(named -> stamp.append(stamp(named)));
        return stamp.toString();
    }

    private static String stamp(Path file) {
        try {
            // Follows links, so a mounted volume that swaps a link is noticed.
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return found.fileKey() + "," + found.size() + "," + found.lastModifiedTime() + ";";
        } catch (IOException _) {
            return "absent;";
        }
    }
}
