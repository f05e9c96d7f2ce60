package dev.sentinel.gateway.registry;

/**
 * How paths change on their way: {@code publicPrefix} is taken off their front and {@code
 * upstreamPrefix} put there instead. Both are without a final slash.
 */
public record Mounting(String publicPrefix, String upstreamPrefix) {}
