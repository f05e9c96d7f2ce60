package dev.sentinel.gateway.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 8259, a byte at a time or all at once. */
class JsonScanTest {
    private static final ObjectMapper JUDGE =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    @Test
    void wholeValuesAreSeenWholeHoweverTheyArrive() {
        for (String json :
                List.of(
                        "{}",
                        "[]",
                        "null",
                        "true",
                        "0",
                        "-0.5e+10",
                        "\"a\\\"\\u00e9b\"",
                        " { \"a\" : [ 1 , { \"b\" : null } ] , \"c\" : \"\" } ",
                        "121851762.99000000000000000000098",
                        "[[[[1]]],[]]")) {
            assertThat(whole(json, 1)).as(json).isTrue();
            assertThat(whole(json, json.length())).as(json).isTrue();
        }
    }

    @Test
    void brokenOnesAreNot() {
        for (String json :
                List.of(
                        "",
                        " ",
                        "{",
                        "[1",
                        "[1,]",
                        "{\"a\"}",
                        "{\"a\":}",
                        "{\"a\":1,}",
                        "{a:1}",
                        "01",
                        "1.",
                        ".5",
                        "-",
                        "+1",
                        "1e",
                        "nul",
                        "nulls",
                        "tru",
                        "\"a",
                        "\"\\x\"",
                        "\"\\u12g4\"",
                        "\"\n\"",
                        "[1}",
                        "{]",
                        "1 2",
                        "[] []",
                        "'a'",
                        "NaN",
                        "}",
                        "{\"a\" 1}",
                        "[1 2]",
                        "\ufeff1")) {
            assertThat(whole(json, 1)).as(json).isFalse();
            assertThat(whole(json, Math.max(1, json.length()))).as(json).isFalse();
        }
    }

    /** Texts that are JSON but for a character or two, judged by another parser. */
    @Test
    void agreesWithAnotherParser() {
        Random random = new Random(20261126);
        String alphabet = "{}[]:,\"\\ 0123456789.eE+-truefalsn u\n";
        String seed = "{\"success\":true,\"a\":[1,-2.5e3,null,\"x\\n\"],\"b\":{\"c\":{}}}";
        for (int round = 0; round < 50_000; round++) {
            StringBuilder text = new StringBuilder(seed);
            for (int change = random.nextInt(3); change >= 0; change--) {
                int at = random.nextInt(text.length());
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, c);
                    case 1 -> text.insert(at, c);
                    default -> text.deleteCharAt(at);
                }
            }
            String json = text.toString();
            assertThat(whole(json, 7)).as(json).isEqualTo(judged(json));
        }
    }

    @Test
    void nestingHasALimit() {
        assertThat(whole("[".repeat(512) + "]".repeat(512), 100)).isTrue();
        assertThat(whole("[".repeat(513) + "]".repeat(513), 100)).isFalse();
    }

    /** Contract studio §3.5, rule 4. */
    @Test
    void anEnvelopeHasAllFourAndAFlag() {
        String four = "\"message\":\"m\",\"error\":null,\"result\":{\"success\":1}";
        assertThat(envelope("{\"success\":true," + four + "}")).isTrue();
        assertThat(envelope("{" + four + ", \"extra\":1, \"success\" : false}")).isTrue();
        assertThat(envelope("{\"success\":\"true\"," + four + "}")).isFalse();
        assertThat(envelope("{\"success\":1," + four + "}")).isFalse();
        assertThat(envelope("{" + four + "}")).isFalse();
        assertThat(envelope("[{\"success\":true," + four + "}]")).isFalse();
        assertThat(envelope("{\"a\":{\"success\":true," + four + "}}")).isFalse();
        assertThat(envelope("{\"succ\\u0065ss\":true," + four + "}")).isFalse();
    }

    @Test
    void longAnswersAreJudgedByTheirBeginning() {
        String long70k = "x".repeat(70_000);
        Wrapping plain = fed("{\"document_id\":\"" + long70k);
        assertThat(plain.isOpen()).isFalse();
        assertThat(plain.isEnvelope()).isFalse();

        Wrapping envelope =
                fed("{\"success\":true,\"message\":\"\",\"error\":null,\"result\":\"" + long70k);
        assertThat(envelope.isOpen()).isFalse();
        assertThat(envelope.isEnvelope()).isTrue();

        // Result first: nothing foreign yet, so it is held on, within a limit.
        Wrapping late = fed("{\"result\":\"" + long70k);
        assertThat(late.isOpen()).isTrue();
        byte[] rest =
                "\",\"success\":true,\"message\":\"\",\"error\":null}"
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(late.take(rest, 0, rest.length)).isTrue();
        assertThat(late.isEnvelope()).isTrue();
        assertThat(late.isWhole()).isTrue();
        assertThat(fed("{\"result\":\"" + "x".repeat(Wrapping.MOST_HELD)).isOpen()).isFalse();
    }

    /** Contract studio §3.5, rule 4: an envelope may have more than the four. */
    @Test
    void aLongEnvelopeWithAMemberOfItsOwnIsOne() {
        String long70k = "x".repeat(70_000);
        Wrapping more =
                fed("{\"success\":true,\"message\":\"\",\"meta\":{},\"result\":\"" + long70k);
        assertThat(more.isOpen()).isTrue();
        byte[] rest = "\",\"error\":null}".getBytes(StandardCharsets.UTF_8);
        assertThat(more.take(rest, 0, rest.length)).isTrue();
        assertThat(more.isEnvelope()).isTrue();

        String long2m = "x".repeat(2 * Wrapping.MOST_HELD);
        assertThat(fed("{\"meta\":1,\"success\":true,\"message\":\"\",\"result\":\"" + long2m))
                .matches(wrapping -> !wrapping.isOpen() && wrapping.isEnvelope());
        assertThat(fed("{\"success\":true,\"items\":\"" + long2m))
                .matches(wrapping -> !wrapping.isOpen() && !wrapping.isEnvelope());
    }

    private static Wrapping fed(String json) {
        Wrapping wrapping = new Wrapping();
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        assertThat(wrapping.take(bytes, 0, bytes.length)).isTrue();
        return wrapping;
    }

    private static boolean envelope(String json) {
        JsonScan scan = scanned(json, 3);
        assertThat(scan.isWhole()).as(json).isTrue();
        return scan.members().isEnvelope();
    }

    private static boolean whole(String json, int step) {
        return scanned(json, step).isWhole();
    }

    private static JsonScan scanned(String json, int step) {
        JsonScan scan = new JsonScan();
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += step) {
            if (!scan.take(bytes, at, Math.min(bytes.length, at + step))) {
                break;
            }
        }
        return scan;
    }

    private static boolean judged(String json) {
        try {
            return !JUDGE.readTree(json).isMissingNode();
        } catch (JsonProcessingException broken) {
            return false;
        }
    }
}
