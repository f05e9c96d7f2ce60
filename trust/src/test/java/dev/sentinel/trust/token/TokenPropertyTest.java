package dev.sentinel.trust.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Properties of what reads tokens, keys and proofs of strangers: for all inputs, and the smallest
 * one that breaks it. The seed is fixed, so that a build repeats itself; {@code make fuzz} goes
 * where nobody has been.
 */
final class TokenPropertyTest {
    private static final String SEED = "20260605";
    private final TokenTargets targets = new TokenTargets();

    /** What JSON can hold where a claim is expected: of the right kind, or of any other. */
    @Provide
    Arbitrary<Object> values() {
        Arbitrary<Object> plain =
                Arbitraries.oneOf(
                        Arbitraries.strings().ofMaxLength(12).map(text -> (Object) text),
                        Arbitraries.longs().map(number -> (Object) number),
                        Arbitraries.doubles().map(number -> (Object) number),
                        Arbitraries.of(true, false).map(flag -> (Object) flag),
                        Arbitraries.of(
                                TestIssuer.ISSUER,
                                TestIssuer.AUDIENCE,
                                "POST",
                                TokenTargets.TARGET,
                                TestIssuer.NOW.getEpochSecond(),
                                TestIssuer.NOW.getEpochSecond() + 600));
        Arbitrary<Object> inner =
                Arbitraries.oneOf(plain, Arbitraries.just((Object) Map.of("sub", "alice")));
        return Arbitraries.frequencyOf(
                Tuple.of(4, plain),
                Tuple.of(1, inner.list().ofMaxSize(3).map(list -> (Object) list)),
                Tuple.of(
                        1,
                        Arbitraries.maps(names(), inner)
                                .ofMaxSize(2)
                                .map(object -> (Object) object)));
    }

    private static Arbitrary<String> names() {
        return Arbitraries.of(
                "iss",
                "aud",
                "sub",
                "client_id",
                "wid",
                "sid",
                "jti",
                "iat",
                "exp",
                "nbf",
                "scope",
                "act",
                "chain",
                "cnf",
                "jkt",
                "x5t#S256",
                "sub_type",
                "role",
                "htm",
                "htu",
                "ath",
                "nonce",
                "alg",
                "typ",
                "kid",
                "crit",
                "b64");
    }

    @Provide
    Arbitrary<Map<String, Object>> objects() {
        return Arbitraries.maps(names(), values()).ofMaxSize(6);
    }

    @Property(tries = 250, seed = SEED)
    void whatNobodySignedIsRefused(@ForAll String text) {
        targets.token(text);
        targets.proof(text);
        targets.token(text + "." + text + "." + text);
        targets.proof("e30." + text + ".AA");
    }

    /** Good claims of which some are overwritten: refused, or as good as they say. */
    @Property(tries = 500, seed = SEED)
    void aSignatureDoesNotMakeSenseOfClaims(@ForAll("objects") Map<String, Object> odd) {
        Map<String, Object> claims = new HashMap<>(object(TokenTargets.CLAIMS));
        claims.putAll(odd);
        targets.claims(Json.write(claims));
    }

    @Property(tries = 250, seed = SEED)
    void aHeaderIsTakenOnlyAsWeWriteIt(@ForAll("objects") Map<String, Object> odd) {
        Map<String, Object> header = new HashMap<>();
        header.put("alg", "EdDSA");
        header.put("typ", "at+jwt");
        header.put("kid", "ed");
        header.putAll(odd);
        targets.header(Json.write(header));
    }

    @Property(tries = 500, seed = SEED)
    void aProofSaysWhatItIsFor(@ForAll("objects") Map<String, Object> odd) {
        Map<String, Object> claims = new HashMap<>();
        claims.put("jti", "once");
        claims.put("htm", "POST");
        claims.put("htu", TokenTargets.TARGET);
        claims.put("iat", TestIssuer.NOW.getEpochSecond());
        claims.putAll(odd);
        targets.proofClaims(Json.write(claims));
    }

    @Property(tries = 250, seed = SEED)
    void bytesThatAreNoJsonAreRefused(@ForAll byte[] bytes) {
        targets.claims(bytes);
        targets.header(bytes);
        targets.proofClaims(bytes);
        targets.keys(bytes);
    }

    /** RFC 7517 section 4: members that nobody knows are passed over, those that matter are not. */
    @Property(tries = 500, seed = SEED)
    void aKeyIsSoundOrLeftOut(@ForAll("members") String member, @ForAll("values") Object value) {
        Map<String, Object> key = new HashMap<>(object(TokenTargets.jwk()));
        key.put(member, value);
        targets.keys(Json.write(Map.of("keys", List.of(key))));
        if (member.equals("d") || member.equals("k") || member.equals("p")) {
            assertThat(Jwks.key(tree(key))).isEmpty();
        }
    }

    @Provide
    Arbitrary<String> members() {
        return Arbitraries.of(
                "kty", "crv", "x", "y", "n", "e", "d", "k", "p", "alg", "use", "key_ops", "kid",
                "x5c", "ext");
    }

    /** RFC 7638 section 3: by the required members alone. */
    @Property(tries = 300, seed = SEED)
    void nothingBesideAKeyMakesItAnother(@ForAll("values") Object beside, @ForAll String name) {
        Map<String, Object> key = object(TokenTargets.jwk());
        Assume.that(!key.containsKey(name));
        Map<String, Object> written = new HashMap<>(key);
        written.put(name, beside);
        assertThat(Jwks.thumbprint(tree(written))).isEqualTo(Jwks.thumbprint(tree(key)));
    }

    /** RFC 7515 section 2: decoding is the inverse of encoding, and of nothing else. */
    @Property(tries = 500, seed = SEED)
    void everyBase64urlTextHasOneSpelling(@ForAll byte[] bytes, @ForAll("base64ish") String text) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        assertThat(Base64Url.decode(encoder.encodeToString(bytes))).isEqualTo(bytes);
        decoded(text).ifPresent(again -> assertThat(encoder.encodeToString(again)).isEqualTo(text));
    }

    @Provide
    Arbitrary<String> base64ish() {
        return Arbitraries.strings().withChars("AQgwB_-=+/ \n").ofMaxLength(12);
    }

    private static Optional<byte[]> decoded(String text) {
        try {
            return Optional.of(Base64Url.decode(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Map<String, Object> object(String json) {
        Map<String, Object> object = new HashMap<>();
        Json.tree(json)
                .properties()
                .forEach(each ->
                        object.put(
                                each.getKey(),
                                Json.mapper().convertValue(each.getValue(), Object.class)));
        return object;
    }

    private static JsonNode tree(Map<String, Object> object) {
        return Json.tree(new String(Json.write(object), StandardCharsets.UTF_8));
    }
}
