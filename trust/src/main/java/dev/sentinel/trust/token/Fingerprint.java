package dev.sentinel.trust.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * SHA-256 of a whole token, never of a prefix or the signature alone: tokens are remembered by it,
 * so that memory holds none that could be used.
 */
record Fingerprint(long first, long second, long third, long fourth) {
    static Fingerprint of(String token) {
        ByteBuffer hash = ByteBuffer.wrap(Sha256.digest(token.getBytes(StandardCharsets.UTF_8)));
        return new Fingerprint(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
    }

    /** As well spread as any of its bits. */
    @Override
    public int hashCode() {
        return (int) first;
    }
}
