package dev.sentinel.identity.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.identity.testing.TestClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** RFC 7517: whatever key set an agent sends. The seed is fixed: a build repeats itself. */
final class PublicJwksPropertyTest {
    private static final String SEED = "20260605";
    private static final Map<String, Object> GOOD =
            TestClient.key("k").toPublicJWK().toJSONObject();

    @Provide
    Arbitrary<Object> values() {
        Arbitrary<Object> plain =
                Arbitraries.oneOf(
                        Arbitraries.strings().ofMaxLength(12).map(text -> (Object) text),
                        Arbitraries.integers().map(number -> (Object) number),
                        Arbitraries.of(
                                        "RSA", "EC", "OKP", "oct", "P-256", "P-521", "Ed25519",
                                        "sig")
                                .map(text -> (Object) text),
                        Arbitraries.of(true, false).map(flag -> (Object) flag));
        return Arbitraries.oneOf(
                plain, plain.list().ofMaxSize(3).map(list -> (Object) list), plain);
    }

    private static Arbitrary<String> members() {
        return Arbitraries.of(
                "kty",
                "crv",
                "x",
                "y",
                "n",
                "e",
                "d",
                "k",
                "p",
                "q",
                "dp",
                "alg",
                "use",
                "key_ops",
                "kid",
                "x5c",
                "x5t#S256",
                "x5u",
                "exp",
                "ext");
    }

    @Provide
    Arbitrary<Map<String, Object>> odd() {
        return Arbitraries.maps(members(), values()).ofMaxSize(4);
    }

    /** Kept as public keys of a kind that is verified, and the same when read again; or refused. */
    @Property(tries = 500, seed = SEED)
    void aKeySetIsSoundOrRefused(@ForAll("odd") Map<String, Object> odd) {
        Map<String, Object> key = new HashMap<>(GOOD);
        key.putAll(odd);
        judge(Json.tree(Json.text(Map.of("keys", List.of(key)))));
    }

    @Property(tries = 250, seed = SEED)
    void whatIsNoKeySetIsRefused(@ForAll byte[] bytes, @ForAll("values") Object value) {
        try {
            PublicJwks read = PublicJwks.read(bytes);
            assertThat(read.keys()).isNotEmpty();
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageMatching("(?s).+");
        }
        judge(Json.tree(Json.text(Map.of("keys", value))));
    }

    private static void judge(JsonNode set) {
        try {
            PublicJwks read = PublicJwks.read(set);
            for (JsonNode key : Json.tree(read.json()).path("keys")) {
                assertThat(List.of("d", "k", "p", "q", "dp")).noneMatch(key::has);
                assertThat(key.path("kid").asText()).isNotBlank();
            }
            assertThat(PublicJwks.read(Json.tree(read.json()))).isEqualTo(read);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageMatching("(?s).+");
        }
    }
}
