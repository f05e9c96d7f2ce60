package dev.sentinel.trust.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.trust.crypto.CryptoProvider;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 7518 sections 3.3 and 3.4, RFC 8037 section 3.1, with the native provider and the JDK. */
final class VerificationKeyTest {
    private static final byte[] SIGNED = "header.claims".getBytes(StandardCharsets.US_ASCII);

    /** The order of P-256's base point. */
    private static final BigInteger N =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    static List<Arguments> all() {
        return Stream.of(CryptoProvider.fastest(), CryptoProvider.jdk())
                .flatMap(provider ->
                        Arrays.stream(SignatureAlgorithm.values())
                                .map(algorithm -> Arguments.of(provider, algorithm)))
                .toList();
    }

    static List<CryptoProvider> providers() {
        return List.of(CryptoProvider.fastest(), CryptoProvider.jdk());
    }

    private static byte[] sign(KeyPair pair, SignatureAlgorithm algorithm)
            throws GeneralSecurityException {
        Signature signer = CryptoProvider.jdk().signature(algorithm);
        signer.initSign(pair.getPrivate());
        signer.update(SIGNED);
        return signer.sign();
    }

    @ParameterizedTest
    @MethodSource("all")
    void aSignatureVerifiesAndNoOtherOne(CryptoProvider provider, SignatureAlgorithm algorithm)
            throws GeneralSecurityException {
        KeyPair pair = provider.generate(algorithm);
        VerificationKey key = new VerificationKey("k", algorithm, pair.getPublic(), provider);
        byte[] signature = sign(pair, algorithm);

        assertThat(key.verifies(SIGNED, signature)).isTrue();
        for (int i = 0; i < signature.length; i++) {
            byte[] changed = signature.clone();
            changed[i] ^= 1;
            assertThat(key.verifies(SIGNED, changed)).as("byte %s", i).isFalse();
        }
        assertThat(key.verifies(SIGNED, signature)).isTrue();
        byte[] other = SIGNED.clone();
        other[0] ^= 1;
        assertThat(key.verifies(other, signature)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("all")
    void aSignatureOfAnotherLengthIsRefused(CryptoProvider provider, SignatureAlgorithm algorithm)
            throws GeneralSecurityException {
        KeyPair pair = provider.generate(algorithm);
        VerificationKey key = new VerificationKey("k", algorithm, pair.getPublic(), provider);
        byte[] signature = sign(pair, algorithm);

        for (int length :
                List.of(
                        0,
                        1,
                        32,
                        signature.length - 1,
                        signature.length + 1,
                        2 * signature.length,
                        8_192)) {
            assertThat(key.verifies(SIGNED, Arrays.copyOf(signature, length)))
                    .as("%s bytes", length)
                    .isFalse();
        }
    }

    /** CVE-2022-21449: r = s = 0 verified for any message and any key. */
    @ParameterizedTest
    @MethodSource("providers")
    void es256RefusesNumbersOutOfRange(CryptoProvider provider) throws GeneralSecurityException {
        KeyPair pair = provider.generate(SignatureAlgorithm.ES256);
        VerificationKey key =
                new VerificationKey("k", SignatureAlgorithm.ES256, pair.getPublic(), provider);
        byte[] good = sign(pair, SignatureAlgorithm.ES256);
        BigInteger r = new BigInteger(1, Arrays.copyOf(good, 32));
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(good, 32, 64));

        for (BigInteger wrong : List.of(BigInteger.ZERO, N, N.add(BigInteger.ONE))) {
            assertThat(key.verifies(SIGNED, joined(wrong, wrong))).isFalse();
            assertThat(key.verifies(SIGNED, joined(r, wrong))).isFalse();
            assertThat(key.verifies(SIGNED, joined(wrong, s))).isFalse();
        }
        assertThat(key.verifies(SIGNED, joined(r, s))).isTrue();
    }

    /** JOSE writes r ‖ s; the same numbers in DER would be a second spelling of the token. */
    @ParameterizedTest
    @MethodSource("providers")
    void es256RefusesDer(CryptoProvider provider) throws GeneralSecurityException {
        KeyPair pair = provider.generate(SignatureAlgorithm.ES256);
        Signature der = Signature.getInstance("SHA256withECDSA");
        der.initSign(pair.getPrivate());
        der.update(SIGNED);

        assertThat(
                        new VerificationKey(
                                        "k", SignatureAlgorithm.ES256, pair.getPublic(), provider)
                                .verifies(SIGNED, der.sign()))
                .isFalse();
    }

    /** RFC 8032 section 5.1.7: S below the group's order, or there is a second signature. */
    @ParameterizedTest
    @MethodSource("providers")
    void eddsaRefusesAnUnreducedS(CryptoProvider provider) throws GeneralSecurityException {
        KeyPair pair = provider.generate(SignatureAlgorithm.EDDSA);
        byte[] good = sign(pair, SignatureAlgorithm.EDDSA);
        BigInteger order =
                BigInteger.TWO
                        .pow(252)
                        .add(new BigInteger("27742317777372353535851937790883648493"));
        byte[] second = good.clone();
        BigInteger s = littleEndian(good, 32).add(order);
        for (int i = 0; i < 32; i++) {
            second[32 + i] = s.shiftRight(8 * i).byteValue();
        }

        assertThat(
                        new VerificationKey(
                                        "k", SignatureAlgorithm.EDDSA, pair.getPublic(), provider)
                                .verifies(SIGNED, second))
                .isFalse();
    }

    private static byte[] joined(BigInteger r, BigInteger s) {
        byte[] joined = new byte[64];
        for (int i = 0; i < 32; i++) {
            joined[31 - i] = r.shiftRight(8 * i).byteValue();
            joined[63 - i] = s.shiftRight(8 * i).byteValue();
        }
        return joined;
    }

    private static BigInteger littleEndian(byte[] bytes, int from) {
        BigInteger number = BigInteger.ZERO;
        for (int i = bytes.length - 1; i >= from; i--) {
            number = number.shiftLeft(8).or(BigInteger.valueOf(bytes[i] & 0xFF));
        }
        return number;
    }
}
