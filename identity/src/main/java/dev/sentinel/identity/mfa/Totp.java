package dev.sentinel.identity.mfa;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Codes of six digits by the clock (RFC 6238), as every authenticator application makes them. */
final class Totp {
    static final int SECRET_BYTES = 20;
    private static final int STEP_SECONDS = 30;
    private static final int DIGITS = 6;
    private static final int MODULUS = 1_000_000;

    private Totp() {}

    static long step(Instant now) {
        return Math.floorDiv(now.getEpochSecond(), STEP_SECONDS);
    }

    /**
     * The step that the code is of, among this one and its neighbours (section 5.2: clocks differ,
     * people type slowly), later than the last that was used: a code opens once (section 5.2, too).
     */
    static OptionalLong stepOf(byte[] secret, String code, Instant now, long lastUsed) {
        long current = step(now);
        return LongStream.rangeClosed(current - 1, current + 1)
                .filter(step -> step > lastUsed)
                .filter(step ->
                        MessageDigest.isEqual(
                                code(secret, step).getBytes(StandardCharsets.US_ASCII),
                                code.getBytes(StandardCharsets.UTF_8)))
                .findFirst();
    }

    /** RFC 4226 section 5.3. */
    static String code(byte[] secret, long step) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "HmacSHA1"));
            byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int offset = hash[hash.length - 1] & 0xf;
            int truncated = ByteBuffer.wrap(hash).getInt(offset) & 0x7fff_ffff;
            return ("%0" + DIGITS + "d").formatted(truncated % MODULUS);
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException("HmacSHA1 is missing", bug);
        }
    }
}
