package dev.sentinel.trust.token;

import dev.sentinel.base.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces that clients must put into their proofs (RFC 9449 sections 8 and 9), so that a proof made
 * in advance is worth nothing.
 *
 * <p>No state: a nonce is its window of time and an HMAC of it. A new one comes every minute and
 * works for two more, in every process that has the key.
 */
public final class DpopNonces {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int WINDOWS_GOOD = 3;
    private static final int MAC_BYTES = 16;

    private final SecretKeySpec key;
    private final boolean required;
    private final Clock clock;

    /** With {@code required}, proofs without a nonce are answered with one and refused. */
    public DpopNonces(Secret secret, boolean required, Clock clock) {
        // Its own label: the secret has other uses, and no MAC of one may pass in another.
        this.key =
                new SecretKeySpec(
                        Sha256.digest(
                                ("dpop nonce " + secret.expose()).getBytes(StandardCharsets.UTF_8)),
                        "HmacSHA256");
        this.required = required;
        this.clock = clock;
    }

    public boolean required() {
        return required;
    }

    /** The one to use now. */
    public String current() {
        return nonce(window());
    }

    /** Whether it is one of ours and not old. */
    boolean isGood(String nonce) {
        long now = window();
        boolean good = false;
        for (int age = 0; age < WINDOWS_GOOD; age++) {
            good |=
                    MessageDigest.isEqual(
                            nonce(now - age).getBytes(StandardCharsets.US_ASCII),
                            nonce.getBytes(StandardCharsets.UTF_8));
        }
        return good;
    }

    private long window() {
        return clock.instant().getEpochSecond() / WINDOW.toSeconds();
    }

    private String nonce(long window) {
        byte[] time = ByteBuffer.allocate(Long.BYTES).putLong(window).array();
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            byte[] tag = Arrays.copyOf(mac.doFinal(time), MAC_BYTES);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            ByteBuffer.allocate(Long.BYTES + MAC_BYTES).put(time).put(tag).array());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the runtime has no HmacSHA256", impossible);
        }
    }
}
