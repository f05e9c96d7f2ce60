package dev.sentinel.trust.token;

import dev.sentinel.base.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that signs and verifies tokens of people (HS256, RFC 7518 section 3.2), for deployments
 * that have such tokens already ({@code JWT_ALGORITHM=HS256}).
 *
 * <p>Who can verify with it can sign: it never counts for agents and services, and never without
 * being asked for.
 */
public final class SharedSecret {
    /** RFC 7518 section 3.2: a key as long as the hash. */
    public static final int LEAST_BYTES = 32;

    static final String ALGORITHM = "HS256";

    private final SecretKeySpec key;
    private final String kid;

    /**
     * With the secret as its UTF-8 bytes.
     *
     * @throws IllegalArgumentException when it is too short to withstand guessing
     */
    public SharedSecret(Secret secret) {
        byte[] bytes = secret.expose().getBytes(StandardCharsets.UTF_8);
        if (bytes.length < LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "has " + bytes.length + " bytes: HS256 needs " + LEAST_BYTES + " at least");
        }
        this.key = new SecretKeySpec(bytes, "HmacSHA256");
        // Says which secret it is, and nothing of it.
        this.kid =
                "hs256-"
                        + HexFormat.of()
                                .formatHex(
                                        Arrays.copyOf(
                                                mac("key id".getBytes(StandardCharsets.US_ASCII)),
                                                8));
    }

    /** As tokens name it. */
    public String kid() {
        return kid;
    }

    public byte[] sign(byte[] input) {
        return mac(input);
    }

    /** In constant time. */
    boolean verifies(byte[] signed, byte[] signature) {
        return MessageDigest.isEqual(mac(signed), signature);
    }

    private byte[] mac(byte[] input) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(input);
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException("HmacSHA256 is missing", bug);
        }
    }
}
