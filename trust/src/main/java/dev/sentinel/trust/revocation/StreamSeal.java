package dev.sentinel.trust.revocation;

import dev.sentinel.base.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals entries of the Redis stream with HMAC-SHA-256 under a key that Redis never sees. Without
 * it, whoever can write to Redis could stop any agent with a forged revocation, or take a
 * revocation out and keep verifiers content with forged heartbeats.
 */
public final class StreamSeal {
    private static final String ALGORITHM = "HmacSHA256";
    private static final HexFormat HEX = HexFormat.of();

    private final SecretKeySpec key;

    /** Under a key made from the one that services of the platform show each other. */
    public StreamSeal(Secret serviceKey) {
        // A key of its own: what is sealed here opens nothing elsewhere.
        byte[] master = serviceKey.expose().getBytes(StandardCharsets.UTF_8);
        this.key =
                new SecretKeySpec(
                        mac(new SecretKeySpec(master, ALGORITHM), "sentinel revocation stream 1"),
                        ALGORITHM);
    }

    String of(String entry) {
        return HEX.formatHex(mac(key, entry));
    }

    boolean isOf(String entry, String seal) {
        return MessageDigest.isEqual(
                of(entry).getBytes(StandardCharsets.US_ASCII),
                seal.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] mac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
