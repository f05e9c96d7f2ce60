package dev.sentinel.identity.session;

import dev.sentinel.base.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes refresh tokens: 256 bits, without a meaning.
 *
 * <p>Each one's successor follows from it and the pepper, which the database never sees. So two
 * tabs that show one token at the same time get the same successor, though no token is stored; and
 * nobody who has but a token can make its successor.
 */
final class RefreshTokens {
    private static final int BYTES = 32;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;
    private final SecureRandom random;

    RefreshTokens(Secret pepper, SecureRandom random) {
        this.key =
                new SecretKeySpec(pepper.expose().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
        this.random = random;
    }

    Secret first() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new Secret(BASE64.encodeToString(bytes));
    }

    Secret successorOf(Secret token) {
        return new Secret(BASE64.encodeToString(mac("refresh token after ", token)));
    }

    /** What is stored in its place. */
    byte[] macOf(Secret token) {
        return mac("refresh token ", token);
    }

    private byte[] mac(String what, Secret token) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal((what + token.expose()).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException("HmacSHA256 is missing", bug);
        }
    }
}
