package dev.sentinel.identity.agent;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;

/** Names an agent; also its OAuth {@code client_id}. */
public record AgentId(UUID value) {
    private static final int LENGTH = 36;

    /** Reads an id; what is not one names no agent. */
    public static Optional<AgentId> parse(String text) {
        if (text.length() != LENGTH) {
            return Optional.empty();
        }
        try {
            UUID id = UUID.fromString(text);
            // It also takes 1-1-1-1-1: one agent must not have many names.
            return id.toString().equalsIgnoreCase(text)
                    ? Optional.of(new AgentId(id))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /**
     * Names the use of one of its keys, by the key's thumbprint, as a credential's id names the use
     * of a secret: tokens issued with it carry it as {@code sid}. A UUID of version 8 (RFC 9562
     * section 5.8) over both, so that two agents with one key do not share it.
     */
    public UUID keyCredential(String thumbprint) {
        try {
            ByteBuffer hash =
                    ByteBuffer.wrap(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(
                                            (value + " " + thumbprint)
                                                    .getBytes(StandardCharsets.UTF_8)));
            return new UUID(
                    (hash.getLong() & ~0xf000L) | 0x8000L, (hash.getLong() >>> 2) | (1L << 63));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
