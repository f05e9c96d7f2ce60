package dev.sentinel.identity.credential;

import dev.sentinel.base.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes client secrets and recognises them.
 *
 * <p>A secret is 256 random bits, so guessing is hopeless and a slow hash would only make each
 * token a hundred times dearer. What is kept is its HMAC-SHA-256 under a pepper that the database
 * never sees: a stolen table can neither be used nor searched.
 */
public final class MachineSecrets {
    private static final String PREFIX = "sk_live_";
    private static final int BYTES = 32;
    private static final int LEAST_PEPPER = 32;
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec pepper;
    private final SecureRandom random;

    /**
     * With a pepper that all processes share.
     *
     * @throws IllegalArgumentException when it is shorter than 32 characters
     */
    public MachineSecrets(Secret pepper, SecureRandom random) {
        byte[] bytes = pepper.expose().getBytes(StandardCharsets.UTF_8);
        if (bytes.length < LEAST_PEPPER) {
            throw new IllegalArgumentException(
                    "has "
                            + bytes.length
                            + " characters: use at least "
                            + LEAST_PEPPER
                            + ", such as `openssl rand -base64 32` prints");
        }
        this.pepper = new SecretKeySpec(bytes, HMAC);
        this.random = random;
    }

    /** A new one: {@code sk_live_} and 64 hexadecimal digits. */
    Secret generate() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new Secret(PREFIX + HexFormat.of().formatHex(bytes));
    }

    /** What is kept of a secret. */
    public SecretMac mac(Secret secret) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(pepper);
            return new SecretMac(mac.doFinal(secret.expose().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException("HMAC-SHA-256 is missing", bug);
        }
    }
}
