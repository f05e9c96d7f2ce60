package dev.sentinel.identity.key;

import dev.sentinel.base.secret.Secret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An RSA pair in PEM as the originals' {@code JWT_PRIVATE_KEY} holds it: PKCS#8 (RFC 5208) or, from
 * older tools, PKCS#1 (RFC 8017 appendix A.1.2). Line ends may be written as {@code \n}.
 */
record RsaPem(RSAPrivateCrtKey privateKey, RSAPublicKey publicKey) {
    private static final Pattern PRIVATE =
            Pattern.compile("-----BEGIN ((?:RSA )?PRIVATE KEY)-----(.+?)-----END \\1-----", 32);
    private static final Pattern PUBLIC =
            Pattern.compile("-----BEGIN PUBLIC KEY-----(.+?)-----END PUBLIC KEY-----", 32);
    private static final byte[] RSA_ENCRYPTION =
            HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");
    private static final int MIN_BITS = 2048;

    /** Reads a key; an {@link IllegalArgumentException} says what is wrong, without the key. */
    static RsaPem parse(Secret pem) {
        Matcher block = PRIVATE.matcher(lines(pem));
        if (!block.find()) {
            throw new IllegalArgumentException(
                    "JWT_PRIVATE_KEY is not a PEM private key: use `openssl genpkey -algorithm RSA"
                            + " -pkeyopt rsa_keygen_bits:2048`");
        }
        byte[] der = der(block.group(2), "JWT_PRIVATE_KEY");
        RSAPrivateCrtKey key = read(block.group(1).startsWith("RSA") ? wrapped(der) : der);
        if (key.getModulus().bitLength() < MIN_BITS) {
            throw new IllegalArgumentException(
                    "JWT_PRIVATE_KEY has "
                            + key.getModulus().bitLength()
                            + " bits: use at least "
                            + MIN_BITS);
        }
        return new RsaPem(key, publicKey(key));
    }

    /** Refuses a public key that is not the other half: one of the two variables was forgotten. */
    RsaPem withOtherHalf(Secret pem) {
        Matcher block = PUBLIC.matcher(lines(pem));
        if (!block.find() || !isMine(der(block.group(1), "JWT_PUBLIC_KEY"))) {
            throw new IllegalArgumentException(
                    "JWT_PUBLIC_KEY is not the public half of JWT_PRIVATE_KEY: use `openssl rsa"
                            + " -pubout`, or leave it out");
        }
        return this;
    }

    private boolean isMine(byte[] x509) {
        try {
            return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(x509))
                            instanceof RSAPublicKey given
                    && given.getModulus().equals(publicKey.getModulus())
                    && given.getPublicExponent().equals(publicKey.getPublicExponent());
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static RSAPrivateCrtKey read(byte[] pkcs8) {
        try {
            return (RSAPrivateCrtKey)
                    KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException | ClassCastException _) {
            throw new IllegalArgumentException("JWT_PRIVATE_KEY is not an RSA private key");
        }
    }

    private static RSAPublicKey publicKey(RSAPrivateCrtKey key) {
        try {
            return (RSAPublicKey)
                    KeyFactory.getInstance("RSA")
                            .generatePublic(
                                    new RSAPublicKeySpec(
                                            key.getModulus(), key.getPublicExponent()));
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException("an RSA key without a public half", bug);
        }
    }

    private static String lines(Secret pem) {
        return pem.expose().replace("\\n", "\n");
    }

    private static byte[] der(String base64, String name) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException(name + " is not base64 between its PEM lines");
        }
    }

    /** PKCS#8 is PKCS#1 with a header: version 0, algorithm rsaEncryption, an octet string. */
    private static byte[] wrapped(byte[] pkcs1) {
        byte[] octets = tagged(0x04, pkcs1);
        byte[] content =
                ByteBuffer.allocate(RSA_ENCRYPTION.length + octets.length)
                        .put(RSA_ENCRYPTION)
                        .put(octets)
                        .array();
        return tagged(0x30, content);
    }

    private static byte[] tagged(int tag, byte[] content) {
        return ByteBuffer.allocate(4 + content.length)
                .put((byte) tag)
                .put((byte) 0x82)
                .putShort((short) content.length)
                .put(content)
                .array();
    }
}
