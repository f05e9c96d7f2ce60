package dev.sentinel.trust.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.sentinel.base.json.Json;
import dev.sentinel.trust.crypto.CryptoProvider;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7517, RFC 7518 section 6, RFC 8037 section 2: which published keys may verify. */
final class JwksTest {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final RSAKey RSA = rsa(2_048);
    private static final ECKey EC = ec(Curve.P_256);

    private static RSAKey rsa(int bits) {
        try {
            return new RSAKeyGenerator(bits, true).keyID("rsa").generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static ECKey ec(Curve curve) {
        try {
            return new ECKeyGenerator(curve).keyID("ec").generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Map<String, Object> ed25519(byte[] point) {
        return new HashMap<>(
                Map.of(
                        "kty",
                        "OKP",
                        "crv",
                        "Ed25519",
                        "kid",
                        "ed",
                        "x",
                        BASE64.encodeToString(point)));
    }

    private static byte[] point() {
        KeyPair pair = CryptoProvider.jdk().generate(SignatureAlgorithm.EDDSA);
        byte[] encoded = pair.getPublic().getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    }

    private static Map<String, Object> with(JWK key, String name, Object value) {
        Map<String, Object> members = new HashMap<>(key.toPublicJWK().toJSONObject());
        members.put(name, value);
        return members;
    }

    private static boolean isTaken(Map<String, Object> jwk) {
        return Jwks.key(Json.tree(Json.text(jwk))).isPresent();
    }

    private static String unsigned(BigInteger number) {
        return BASE64.encodeToString(number.toByteArray());
    }

    @Test
    void soundKeysOfTheThreeKindsAreTaken() throws IOException {
        Map<String, VerificationKey> keys =
                Jwks.read(
                        Json.write(
                                Map.of(
                                        "keys",
                                        List.of(
                                                RSA.toPublicJWK().toJSONObject(),
                                                EC.toPublicJWK().toJSONObject(),
                                                ed25519(point()),
                                                Map.of("kty", "unheard of")))));

        assertThat(keys).containsOnlyKeys("rsa", "ec", "ed");
        assertThat(keys.values())
                .extracting(VerificationKey::algorithm)
                .containsExactlyInAnyOrder(SignatureAlgorithm.values());
    }

    @Test
    void weakRsaKeysAreRefused() {
        assertThat(isTaken(with(RSA, "use", "sig"))).isTrue();
        for (int exponent : new int[] {0, 1, 2, 4, 65_536}) {
            assertThat(isTaken(with(RSA, "e", unsigned(BigInteger.valueOf(exponent)))))
                    .as("e = %s", exponent)
                    .isFalse();
        }
        assertThat(isTaken(with(RSA, "e", unsigned(BigInteger.TWO.pow(40).add(BigInteger.ONE)))))
                .isFalse();
        assertThat(isTaken(with(rsa(1_024), "use", "sig"))).isFalse();
        BigInteger modulus = RSA.getModulus().decodeToBigInteger();
        assertThat(isTaken(with(RSA, "n", unsigned(modulus.shiftLeft(1))))).isFalse();
        assertThat(
                        isTaken(
                                with(
                                        RSA,
                                        "n",
                                        unsigned(BigInteger.TWO.pow(20_000).add(BigInteger.ONE)))))
                .isFalse();
        assertThat(isTaken(with(RSA, "n", ""))).isFalse();
    }

    /** A point off the curve, or on another one, is an invalid-curve attack. */
    @Test
    void ecKeysMustLieOnP256() {
        byte[] x = EC.getX().decode();
        x[31] ^= 1;
        assertThat(isTaken(with(EC, "x", BASE64.encodeToString(x)))).isFalse();
        assertThat(isTaken(with(EC, "x", BASE64.encodeToString(new byte[32])))).isFalse();
        assertThat(isTaken(with(EC, "x", BASE64.encodeToString(Arrays.copyOf(x, 31))))).isFalse();
        byte[] beyond = new byte[32];
        Arrays.fill(beyond, (byte) 0xFF);
        assertThat(isTaken(with(EC, "x", BASE64.encodeToString(beyond)))).isFalse();
        assertThat(isTaken(with(ec(Curve.P_384), "use", "sig"))).isFalse();
        assertThat(isTaken(with(ec(Curve.P_384), "crv", "P-256"))).isFalse();
        assertThat(isTaken(with(EC, "crv", "secp256k1"))).isFalse();
    }

    /** Under a key of small order, signatures over anything can be found by trial. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
            })
    void ed25519PointsOfSmallOrderAreNoKeys(String hex) {
        byte[] point = HexFormat.of().parseHex(hex);
        assertThat(isTaken(ed25519(point))).isFalse();
        point[31] |= (byte) 0x80;
        assertThat(isTaken(ed25519(point))).isFalse();
    }

    @Test
    void ed25519KeysHaveOneSpellingAndOneLength() {
        assertThat(isTaken(ed25519(point()))).isTrue();
        for (int length : new int[] {0, 31, 33, 64}) {
            assertThat(isTaken(ed25519(Arrays.copyOf(point(), length)))).isFalse();
        }
        Map<String, Object> padded = ed25519(point());
        padded.put("x", padded.get("x") + "=");
        assertThat(isTaken(padded)).isFalse();
        Map<String, Object> other = ed25519(point());
        other.put("crv", "Ed448");
        assertThat(isTaken(other)).isFalse();
        other.put("crv", "X25519");
        assertThat(isTaken(other)).isFalse();
    }

    @Test
    void aKeyThatIsPrivateOrForAnotherUseIsLeftOut() {
        assertThat(isTaken(new HashMap<>(RSA.toJSONObject()))).isFalse();
        assertThat(isTaken(new HashMap<>(EC.toJSONObject()))).isFalse();
        assertThat(isTaken(Map.of("kty", "oct", "kid", "k", "k", "AAAA"))).isFalse();
        assertThat(isTaken(with(RSA, "use", "enc"))).isFalse();
        assertThat(isTaken(with(RSA, "key_ops", List.of("encrypt")))).isFalse();
        assertThat(isTaken(with(RSA, "key_ops", List.of("verify")))).isTrue();
        assertThat(isTaken(with(RSA, "alg", "HS256"))).isFalse();
        assertThat(isTaken(with(RSA, "alg", "ES256"))).isFalse();
        assertThat(isTaken(with(RSA, "kid", ""))).isFalse();
        assertThat(isTaken(with(RSA, "kid", 7))).isFalse();
    }

    @Test
    void aSetThatCannotBeUnderstoodIsRefusedWhole() {
        Object rsa = RSA.toPublicJWK().toJSONObject();
        for (byte[] hostile :
                List.of(
                        new byte[0],
                        bytes("[]"),
                        bytes("{}"),
                        bytes("{\"keys\":{}}"),
                        bytes("{\"keys\":[],\"keys\":[]}"),
                        bytes("[".repeat(100_000)),
                        Json.write(Map.of("keys", List.of(rsa, rsa))),
                        Json.write(Map.of("keys", Collections.nCopies(101, Map.of()))))) {
            assertThatThrownBy(() -> Jwks.read(hostile)).isInstanceOf(IOException.class);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
