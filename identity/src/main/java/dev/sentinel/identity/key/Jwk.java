package dev.sentinel.identity.key;

import dev.sentinel.base.json.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Our public keys as JSON Web Keys (RFC 7517, RFC 7518 section 6, RFC 8037 section 2). */
final class Jwk {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int COORDINATE = 32;

    private Jwk() {}

    /** The keys as a JWK set, in bytes. */
    static byte[] set(List<SigningKey> keys) {
        return Json.write(Map.of("keys", keys.stream().map(Jwk::of).toList()));
    }

    private static Map<String, String> of(SigningKey key) {
        Map<String, String> jwk = members(key.publicKey());
        jwk.put("kid", key.kid());
        jwk.put("use", "sig");
        jwk.put("alg", key.algorithm().jose());
        return jwk;
    }

    /** RFC 7638: the SHA-256 of the required members, in the order of their names. */
    static String thumbprint(PublicKey key) {
        try {
            byte[] canonical = Json.text(members(key)).getBytes(StandardCharsets.UTF_8);
            return BASE64.encodeToString(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (NoSuchAlgorithmException bug) {
            throw new IllegalStateException("SHA-256 is missing", bug);
        }
    }

    private static SortedMap<String, String> members(PublicKey key) {
        return new TreeMap<>(
                switch (key) {
                    case RSAPublicKey rsa ->
                            Map.of(
                                    "kty", "RSA",
                                    "n", unsigned(rsa.getModulus()),
                                    "e", unsigned(rsa.getPublicExponent()));
                    case ECPublicKey ec ->
                            Map.of(
                                    "kty",
                                    "EC",
                                    "crv",
                                    "P-256",
                                    "x",
                                    coordinate(ec.getW().getAffineX()),
                                    "y",
                                    coordinate(ec.getW().getAffineY()));
                    case EdECPublicKey ed ->
                            Map.of(
                                    "kty", "OKP",
                                    "crv", "Ed25519",
                                    // The end of an X.509 key is the point (RFC 8410 section 4).
                                    "x", BASE64.encodeToString(lastBytes(ed.getEncoded())));
                    default ->
                            throw new IllegalArgumentException("no JWK of " + key.getAlgorithm());
                });
    }

    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return BASE64.encodeToString(
                bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    private static String coordinate(BigInteger number) {
        byte[] bytes = new byte[COORDINATE];
        for (int i = 0; i < COORDINATE; i++) {
            bytes[COORDINATE - 1 - i] = number.shiftRight(8 * i).byteValue();
        }
        return BASE64.encodeToString(bytes);
    }

    private static byte[] lastBytes(byte[] encoded) {
        return Arrays.copyOfRange(encoded, encoded.length - COORDINATE, encoded.length);
    }
}
