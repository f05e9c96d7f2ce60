package dev.sentinel.server.setup;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** RFC 7468 text around DER. */
final class Pem {
    static final String PRIVATE_KEY = "PRIVATE KEY";
    static final String PUBLIC_KEY = "PUBLIC KEY";
    static final String CERTIFICATE = "CERTIFICATE";

    private static final int LINE_LENGTH = 64;

    private Pem() {}

    static String encode(String label, byte[] der) {
        String body =
                Base64.getMimeEncoder(LINE_LENGTH, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label);
    }

    static byte[] decode(String label, String text) {
        String body =
                text.replace("-----BEGIN " + label + "-----", "")
                        .replace("-----END " + label + "-----", "");
        try {
            return Base64.getMimeDecoder().decode(body.strip());
        } catch (IllegalArgumentException wrong) {
            throw new SetupFailure("not a PEM block of type " + label, wrong);
        }
    }
}
