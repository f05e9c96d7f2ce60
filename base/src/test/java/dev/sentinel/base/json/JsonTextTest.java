package dev.sentinel.base.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;

/** RFC 8259 section 7, and RFC 8785 section 3.2.2.2 for how. */
class JsonTextTest {
    @Test
    void whatIsWrittenIsReadAgain() throws JsonProcessingException {
        for (char character = 0; character < Character.MIN_SURROGATE; character++) {
            String text = "a" + character + "b" + character;
            assertThat(Json.mapper().readValue(written(text), String.class)).isEqualTo(text);
        }
    }

    @Test
    void onlyWhatMustBeEscapedIsAndShortly() {
        assertThat(written("\u0000\b\t\n\u000b\f\r\u001f\"\\/\u007f\u20ac"))
                .isEqualTo("\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\\\"\\\\/\u007f\u20ac\"");
    }

    private static String written(String text) {
        StringBuilder json = new StringBuilder();
        JsonText.append(json, text);
        return json.toString();
    }
}
