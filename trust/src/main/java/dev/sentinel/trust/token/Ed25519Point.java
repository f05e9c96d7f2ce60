package dev.sentinel.trust.token;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Set;

/**
 * A point that may be an Ed25519 public key (RFC 8032 section 5.1.3).
 *
 * <p>Eight points have an order of at most eight: with one of them as the key, signatures over
 * anything can be made by trial. They are refused, as are coordinates that are not reduced, which
 * would give one key two spellings.
 */
final class Ed25519Point {
    private static final int BYTES = 32;
    private static final BigInteger PRIME =
            BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

    /** Of order eight, with its negative. */
    private static final BigInteger ORDER_EIGHT =
            new BigInteger("5fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16);

    /** The y of all points of small order; each stands for both signs of x. */
    private static final Set<BigInteger> SMALL_ORDER =
            Set.of(
                    BigInteger.ZERO,
                    BigInteger.ONE,
                    PRIME.subtract(BigInteger.ONE),
                    ORDER_EIGHT,
                    PRIME.subtract(ORDER_EIGHT));

    private Ed25519Point() {}

    /**
     * The key of the encoded point: y in little endian, the sign of x in the last bit.
     *
     * @throws IllegalArgumentException when it may not be one
     */
    static PublicKey publicKey(byte[] encoded) throws GeneralSecurityException {
        if (encoded.length != BYTES) {
            throw new IllegalArgumentException("a point of " + encoded.length + " bytes");
        }
        byte[] bigEndian = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            bigEndian[i] = encoded[BYTES - 1 - i];
        }
        boolean xIsOdd = bigEndian[0] < 0;
        bigEndian[0] &= 0x7F;
        BigInteger y = new BigInteger(1, bigEndian);
        if (y.compareTo(PRIME) >= 0 || SMALL_ORDER.contains(y)) {
            throw new IllegalArgumentException("a point that may not be a key");
        }
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(
                        new EdECPublicKeySpec(
                                NamedParameterSpec.ED25519, new EdECPoint(xIsOdd, y)));
    }
}
