package dev.sentinel.identity.key;

import dev.sentinel.base.secret.Secret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * RSA private keys in PEM as the originals' {@code JWT_PRIVATE_KEY} holds them: PKCS#8 (RFC 5208)
 * or, from older tools, PKCS#1 (RFC 8017 appendix A.1.2). Line ends may be written as {@code \n}.
 */
final class RsaPem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ((?:RSA )?PRIVATE KEY)-----(.+?)-----END \\1-----", 32);
    private static final byte[] RSA_ENCRYPTION =
            HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");
    static final int MIN_BITS = 2048;

    private RsaPem() {}

    /** Reads a key; an {@link IllegalArgumentException} says what is wrong, without the key. */
    static RSAPrivateCrtKey parse(Secret pem) {
        Matcher block = BLOCK.matcher(pem.expose().replace("\\n", "\n"));
        if (!block.find()) {
            throw new IllegalArgumentException(
                    "is not a PEM private key: use `openssl genpkey -algorithm RSA -pkeyopt"
                            + " rsa_keygen_bits:2048`");
        }
        byte[] der = Base64.getMimeDecoder().decode(block.group(2));
        RSAPrivateCrtKey key = read(block.group(1).startsWith("RSA") ? wrapped(der) : der);
        if (key.getModulus().bitLength() < MIN_BITS) {
            throw new IllegalArgumentException(
                    "has " + key.getModulus().bitLength() + " bits: use at least " + MIN_BITS);
        }
        return key;
    }

    static RSAPrivateCrtKey read(byte[] pkcs8) {
        try {
            return (RSAPrivateCrtKey)
                    KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException | ClassCastException _) {
            throw new IllegalArgumentException("is not an RSA private key");
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
