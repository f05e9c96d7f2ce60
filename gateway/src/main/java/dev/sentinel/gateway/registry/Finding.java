package dev.sentinel.gateway.registry;

/**
 * One reason to refuse a registry file: where, and what would be right.
 *
 * @param line 0: of the whole file
 */
public record Finding(String file, int line, String message) {
    @Override
    public String toString() {
        return line == 0 ? file + " " + message : file + ":" + line + ": " + message;
    }
}
