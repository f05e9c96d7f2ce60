package dev.sentinel.gateway.registry;

/** One reason to refuse a registry file: where, and what would be right. */
public record Finding(String file, int line, String message) {
    @Override
    public String toString() {
        return file + ":" + line + ": " + message;
    }
}
