package dev.sentinel.client;

import java.time.Instant;

/**
 * A request to erase what can identify somebody from the audit log.
 *
 * @param openUntil until when another administrator may approve it
 */
public record Erasure(String erasureId, String personId, String requestedBy, Instant openUntil) {}
