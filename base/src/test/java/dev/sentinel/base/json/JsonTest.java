package dev.sentinel.base.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void decimalsKeepTheirDigits() throws JsonProcessingException {
        JsonNode node = read("{\"amount\":0.10,\"big\":12345678901234567890.123456789}");

        assertThat(Json.text(node))
                .isEqualTo("{\"amount\":0.10,\"big\":12345678901234567890.123456789}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":2}",
                "{\"a\":1} {\"a\":2}",
                "{\"a\":1}x",
                "{'a':1}",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "{\"a\":1,}",
                "// comment\n{}",
                "{\"a\":\"\u0001\"}",
                "\uFEFF{}"
            })
    void whatTwoReadersCouldReadDifferentlyIsRefused(String json) {
        // RFC 8259 sections 4, 6, 7 and 8.1
        assertThatThrownBy(() -> read(json)).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void bombsAreRefused() {
        assertThatThrownBy(() -> read("[".repeat(65) + "]".repeat(65)))
                .isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> read("9".repeat(65))).isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> read("{\"" + "n".repeat(257) + "\":1}"))
                .isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void depthOf64IsStillRead() throws JsonProcessingException {
        assertThat(read("[".repeat(64) + "]".repeat(64)).isArray()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void onlyUtf8IsRead(String charset) {
        byte[] bytes = "{\"a\":1}".getBytes(Charset.forName(charset));

        assertThatThrownBy(() -> Json.read(bytes)).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void overlongUtf8IsRefused() {
        byte[] bytes = "{\"a\":\"xx\"}".getBytes(StandardCharsets.US_ASCII);
        bytes[6] = (byte) 0xC0;
        bytes[7] = (byte) 0xAF;

        assertThatThrownBy(() -> Json.read(bytes)).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void textBeyondAsciiIsRead() throws JsonProcessingException {
        assertThat(read("{\"name\":\"Zoë 東京 🙂\"}").get("name").textValue()).isEqualTo("Zoë 東京 🙂");
    }

    @Test
    void recordsMomentsAndIdsAreWritten() {
        record Event(UUID id, Instant at) {}

        assertThat(Json.text(new Event(new UUID(0, 1), Instant.parse("2026-06-05T10:00:00.5Z"))))
                .isEqualTo(
                        "{\"id\":\"00000000-0000-0000-0000-000000000001\","
                                + "\"at\":\"2026-06-05T10:00:00.500Z\"}");
    }

    private static JsonNode read(String json) throws JsonProcessingException {
        return Json.read(json.getBytes(StandardCharsets.UTF_8));
    }
}
