package dev.sentinel.trust.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.RSAKey;
import dev.sentinel.trust.revocation.Revocations;
import dev.sentinel.web.Problem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens as attackers write them (RFC 8725; the negative cases of Wycheproof's JSON web tests). */
final class HostileTokensTest {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final TestIssuer issuer = new TestIssuer();
    private final Clock clock = Clock.fixed(TestIssuer.NOW, ZoneOffset.UTC);
    private final Revocations revocations = Revocations.following(clock, Duration.ofSeconds(10));
    private final TokenVerifier verifier =
            new TokenVerifier(issuer, revocations, TestIssuer.ISSUER, TestIssuer.AUDIENCE, clock);

    @BeforeEach
    void theFeedIsAlive() {
        revocations.heard();
    }

    /** Refused as not authenticated, and not as a fault of ours. */
    private void refused(String jwt) {
        assertThatThrownBy(() -> verifier.verify(jwt))
                .as(jwt.length() > 300 ? jwt.substring(0, 300) : jwt)
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem ->
                                assertThat(problem.kind())
                                        .isIn(
                                                Problem.Kind.UNAUTHENTICATED,
                                                Problem.Kind.TOKEN_EXPIRED));
    }

    private String[] good() {
        String jwt = issuer.token();
        assertThat(verifier.verify(jwt).tokenId()).isEqualTo("token-1");
        return jwt.split("\\.", -1);
    }

    private static String part(String json) {
        return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE", "", "null", "rs256", "RS256 ", "RS512"})
    void noOtherSpellingOfAnAlgorithmIsTaken(String algorithm) {
        String[] good = good();
        String header =
                part("{\"alg\":\"%s\",\"typ\":\"at+jwt\",\"kid\":\"key-1\"}".formatted(algorithm));

        refused(header + "." + good[1] + ".");
        refused(header + "." + good[1] + "." + good[2]);
        refused(issuer.token(head -> head.put("alg", algorithm), _ -> {}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "true", "[\"RS256\"]", "{\"RS256\":1}"})
    void anAlgorithmIsAText(String algorithm) {
        String[] good = good();

        refused(
                part("{\"alg\":%s,\"typ\":\"at+jwt\",\"kid\":\"key-1\"}".formatted(algorithm))
                        + "."
                        + good[1]
                        + "."
                        + good[2]);
    }

    /** The public key is known to all: taken as the secret of HS256, anybody could sign. */
    @Test
    void thePublicKeyIsNoSecret() throws GeneralSecurityException {
        String[] good = good();
        byte[] encoded = issuer.keyPair().getPublic().getEncoded();
        String pem =
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
                        + "\n-----END PUBLIC KEY-----\n";
        for (byte[] secret :
                List.of(
                        encoded,
                        pem.getBytes(StandardCharsets.US_ASCII),
                        ((RSAPublicKey) issuer.keyPair().getPublic()).getModulus().toByteArray())) {
            String input =
                    part("{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"key-1\"}")
                            + "."
                            + good[1];
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            refused(
                    input
                            + "."
                            + BASE64.encodeToString(
                                    mac.doFinal(input.getBytes(StandardCharsets.US_ASCII))));
        }
    }

    /** RFC 8725 section 3.10: a key that comes with the token is the attacker's. */
    @Test
    void keysInTheHeaderAreNotUsed() {
        TestIssuer attacker = new TestIssuer();
        RSAKey jwk = new RSAKey.Builder((RSAPublicKey) attacker.keyPair().getPublic()).build();

        refused(attacker.token(head -> head.put("jwk", jwk.toJSONObject()), _ -> {}));
        for (String address : List.of("jku", "x5u")) {
            refused(attacker.token(head -> head.put(address, "https://evil.test/keys"), _ -> {}));
        }
        // Beside our own signature they change nothing.
        String ours = issuer.token(head -> head.put("jku", "https://evil.test/keys"), _ -> {});
        assertThat(verifier.verify(ours).tokenId()).isEqualTo("token-1");
    }

    @Test
    void extensionsThatChangeTheMeaningAreRefused() {
        refused(issuer.token(head -> head.put("crit", List.of("exp")), _ -> {}));
        refused(issuer.token(head -> head.put("crit", List.of()), _ -> {}));
        refused(issuer.token(head -> head.put("b64", false), _ -> {}));
        refused(
                issuer.token(
                        head -> {
                            head.put("b64", false);
                            head.put("crit", List.of("b64"));
                        },
                        _ -> {}));
    }

    /** RFC 7515 section 4: two members of one name are two tokens, for two readers. */
    @Test
    void aMemberThatIsThereTwiceIsRefused() {
        String[] good = good();

        refused(
                part("{\"alg\":\"RS256\",\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"key-1\"}")
                        + "."
                        + good[1]
                        + "."
                        + good[2]);
        refused(issuer.signed("{\"sub\":\"a\",\"sub\":\"b\"}"));
        refused(issuer.signed(issuer.claims().replace("\"sub\":", "\"\\u0073ub\":\"x\",\"sub\":")));
    }

    /** One token has one spelling: what is refused in one must not be let in in another. */
    @Test
    void noOtherSpellingOfTheSameTokenIsTaken() {
        String[] good = good();
        String jwt = String.join(".", good);

        for (String other :
                List.of(
                        jwt + "=",
                        jwt + "==",
                        jwt + " ",
                        " " + jwt,
                        jwt + "\n",
                        jwt + ".",
                        good[0] + "=." + good[1] + "." + good[2],
                        good[0] + " ." + good[1] + "." + good[2],
                        good[0] + "\r\n." + good[1] + "." + good[2],
                        jwt.replace('-', '+').replace('_', '/') + "+")) {
            refused(other);
        }
        // 256 bytes end in two spare bits per character that are not zero here.
        String last = good[2].substring(good[2].length() - 1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int value = alphabet.indexOf(last);
        for (int spare = 1; spare < 16; spare++) {
            refused(jwt.substring(0, jwt.length() - 1) + alphabet.charAt(value | spare));
        }
    }

    @Test
    void whatIsNotAnObjectOfJsonIsRefused() {
        String[] good = good();
        for (String claims :
                List.of(
                        "",
                        "null",
                        "[]",
                        "1",
                        "\"text\"",
                        "{",
                        "{}",
                        "{}{}",
                        "{\"sub\":NaN}",
                        "{'sub':'a'}",
                        "{\"sub\":\"a\",}",
                        "// x\n{}",
                        "\uFEFF{}",
                        "[".repeat(3_000),
                        "{\"a\":".repeat(1_000) + "1" + "}".repeat(1_000))) {
            refused(issuer.signed(claims));
            refused(part(claims) + "." + good[1] + "." + good[2]);
        }
        byte[] overlong = {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '1', '}'};
        refused(issuer.signed(overlong));
        byte[] utf16 = "{}".getBytes(StandardCharsets.UTF_16LE);
        refused(issuer.signed(utf16));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "1e400",
                "-1e400",
                "1e9",
                "1780653600.5",
                "1780653600.0",
                "\"1780653600\"",
                "null",
                "true",
                "[1780653600]",
                "99999999999999999999",
                "9223372036854775807",
                "253402300800",
                "1e-400",
                "1E+999999999"
            })
    void timesAreWholeSecondsThatExist(String time) {
        String claims = issuer.claims();
        for (String name : List.of("iat", "exp", "nbf")) {
            String hostile =
                    claims.contains("\"%s\":".formatted(name))
                            ? claims.replaceAll(
                                    "\"%s\":\\d+".formatted(name),
                                    "\"%s\":%s".formatted(name, time))
                            : claims.replaceFirst("\\{", "{\"%s\":%s,".formatted(name, time));
            refused(issuer.signed(hostile));
        }
    }

    @Test
    void tokensFromTheFutureAndNotGoodYetAreRefused() {
        long now = TestIssuer.NOW.getEpochSecond();

        refused(issuer.token(_ -> {}, claims -> claims.put("iat", now + 3_600)));
        refused(issuer.token(_ -> {}, claims -> claims.put("nbf", now + 60)));
        refused(issuer.token(_ -> {}, claims -> claims.put("exp", now)));
        assertThat(
                        verifier.verify(issuer.token(_ -> {}, claims -> claims.put("nbf", now)))
                                .tokenId())
                .isEqualTo("token-1");
    }

    @Test
    void claimsOfAnotherShapeAreRefused() {
        for (String name : List.of("sub", "wid", "jti", "iss")) {
            for (Object value : List.of("", 1, true, List.of("x"), Map.of("x", "y"))) {
                refused(issuer.token(_ -> {}, claims -> claims.put(name, value)));
            }
        }
        for (Object audience : List.of("", 1, List.of(), List.of(1), Map.of("x", "sentinel"))) {
            refused(issuer.token(_ -> {}, claims -> claims.put("aud", audience)));
        }
        for (Object actor : List.of("", 1, List.of(), Map.of(), Map.of("sub", 1))) {
            refused(issuer.token(_ -> {}, claims -> claims.put("act", actor)));
        }
        refused(issuer.token(_ -> {}, claims -> claims.put("sub_type", "root")));
    }

    @Test
    void whatIsTooLongIsNotEvenRead() {
        refused(issuer.token(_ -> {}, claims -> claims.put("pad", "x".repeat(8_000))));
        refused("a".repeat(8_193));
        refused("e30.".repeat(2_000));
    }
}
