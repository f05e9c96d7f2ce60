package dev.sentinel.trust.token;

import dev.sentinel.base.hash.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** SHA-256 as JOSE writes it: base64url without padding, 43 characters. */
public final class Sha256 {
    private Sha256() {}

    public static String base64url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest(bytes));
    }

    public static String base64url(String ascii) {
        return base64url(ascii.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] digest(byte[] bytes) {
        return Digests.sha256().digest(bytes);
    }
}
