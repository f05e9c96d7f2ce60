package dev.sentinel.audit.note;

import dev.sentinel.audit.tree.Hash;
import java.util.Base64;

/**
 * The state of a log: its first {@code size} entries have this root (C2SP tlog-checkpoint).
 *
 * @param origin names the log, unique in the world: a host and a path without a scheme
 */
public record Checkpoint(String origin, long size, Hash root) {

    /** The text that is signed: three lines. */
    public String text() {
        return origin + "\n" + size + "\n" + root.base64() + "\n";
    }

    /**
     * Reads the text of a note; extension lines after the third are allowed and ignored.
     *
     * @throws IllegalArgumentException when it is no checkpoint
     */
    public static Checkpoint parse(String text) {
        String[] lines = text.split("\n", -1);
        if (lines.length < 4 || lines[0].isEmpty()) {
            throw new IllegalArgumentException("a checkpoint has an origin, a size and a root");
        }
        if (!lines[1].matches("0|[1-9][0-9]{0,17}")) {
            throw new IllegalArgumentException("checkpoint size " + lines[1] + " is no number");
        }
        for (int i = 3; i < lines.length - 1; i++) {
            if (lines[i].isEmpty()) {
                throw new IllegalArgumentException("a checkpoint has no empty line");
            }
        }
        return new Checkpoint(
                lines[0], Long.parseLong(lines[1]), Hash.of(Base64.getDecoder().decode(lines[2])));
    }
}
