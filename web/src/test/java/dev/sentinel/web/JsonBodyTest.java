package dev.sentinel.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.base.json.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {
    private enum Colour {
        RED,
        DARK_BLUE
    }

    @Test
    void readsEachKind() {
        JsonBody body =
                body(
                        """
                        {"name": "bot", "note": "", "colour": "dark_blue", "count": 3,
                         "amount": "10.50", "price": 0.10, "on": true, "nothing": null,
                         "at": "2026-06-05T12:00:00+02:00", "tags": ["a", "b"],
                         "card": {"country": "DE"}, "lines": [{"n": 1}, {"n": 2}]}
                        """);

        assertThat(body.text("name", 10)).isEqualTo("bot");
        assertThat(body.optionalTextOrEmpty("note", 10)).contains("");
        assertThat(body.oneOf("colour", Colour.class)).isEqualTo(Colour.DARK_BLUE);
        assertThat(body.integer("count", 0, 10)).isEqualTo(3);
        assertThat(body.decimal("amount", BigDecimal.ZERO, BigDecimal.TEN.pow(6)))
                .isEqualTo(new BigDecimal("10.50"));
        assertThat(body.decimal("price", BigDecimal.ZERO, BigDecimal.ONE))
                .isEqualTo(new BigDecimal("0.10"));
        assertThat(body.optionalFlag("on")).contains(true);
        assertThat(body.optionalText("nothing", 10)).isEmpty();
        assertThat(body.has("nothing")).isFalse();
        assertThat(body.instant("at")).isEqualTo(Instant.parse("2026-06-05T10:00:00Z"));
        assertThat(body.texts("tags", 5, 5)).containsExactly("a", "b");
        assertThat(body.texts("absent", 5, 5)).isEmpty();
        assertThat(body.object("card").matching("country", 2, Pattern.compile("[A-Z]{2}"), "two"))
                .isEqualTo("DE");
        assertThat(body.objects("lines", 5))
                .extracting(line -> line.integer("n", 0, 9))
                .containsExactly(1L, 2L);
        body.refuseUnknown();
    }

    @Test
    void aMissingFieldIsNamedByItsWholePath() {
        assertThatThrownBy(() -> body("{\"transaction\":{}}").object("transaction").text("id", 9))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.kind()).isEqualTo(Problem.Kind.MISSING_FIELD);
                            assertThat(problem.details())
                                    .containsEntry("field", "transaction.id")
                                    .containsEntry("reason", "is required");
                        });
    }

    @Test
    void anItemOfAListIsNamedByItsPlace() {
        invalid(
                "{\"lines\":[{\"n\":1},{\"n\":\"x\"}]}",
                "lines[1].n",
                body -> body.objects("lines", 5).forEach(line -> line.integer("n", 0, 9)));
        invalid("{\"lines\":[{},3]}", "lines[1]", body -> body.objects("lines", 5));
        invalid("{\"tags\":[\"a\",1]}", "tags[1]", body -> body.texts("tags", 5, 5));
        invalid("{\"tags\":[\"a\",\"b\"]}", "tags", body -> body.texts("tags", 1, 5));
        invalid("{\"tags\":\"a\"}", "tags", body -> body.texts("tags", 1, 5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "true",
                "[]",
                "{}",
                "\"\"",
                "\"12345\"",
                "\"a\\u0000\"",
                "\"a\\ud800\"",
                "\"\\udc00a\""
            })
    void aTextHasItsTypeAndBounds(String value) {
        invalid("{\"f\":" + value + "}", "f", body -> body.text("f", 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"3\"", "3.0", "3e0", "11", "-1", "9223372036854775808", "true"})
    void anIntegerHasItsTypeAndBounds(String value) {
        invalid("{\"f\":" + value + "}", "f", body -> body.integer("f", 0, 10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"x\"",
                "\" 1\"",
                "\"1,5\"",
                "\"0x1\"",
                "\"NaN\"",
                "\"Infinity\"",
                "\"١٢\"",
                "\"1e999999999\"",
                "1e999999999",
                "1e-999999999",
                "1E+2147483648",
                "-1",
                "1001",
                "0.1234567890123456789012345678901",
                "true",
                "[1]"
            })
    void aDecimalIsNoBomb(String value) {
        invalid(
                "{\"f\":" + value + "}",
                "f",
                body -> body.decimal("f", BigDecimal.ZERO, new BigDecimal("1000")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-06-05",
                "2026-06-05T10:00:00",
                "yesterday",
                "1780000000",
                "2026-13-01T00:00:00Z"
            })
    void aMomentHasAnOffset(String value) {
        invalid("{\"f\":\"" + value + "\"}", "f", body -> body.instant("f"));
    }

    @Test
    void aWordOutsideTheListNamesTheList() {
        assertThatThrownBy(() -> body("{\"f\":\"DARK_BLUE\"}").oneOf("f", Colour.class))
                .hasMessage("f must be one of red, dark_blue");
        assertThatThrownBy(() -> body("{\"f\":1}").oneOf("f", List.of("a", "b")))
                .hasMessage("f must be one of a, b");
    }

    @Test
    void aFieldThatNobodyAskedForIsRefused() {
        JsonBody body = body("{\"name\":\"bot\",\"nmae\":\"x\"}");
        body.text("name", 9);
        body.optionalText("note", 9);

        assertThatThrownBy(body::refuseUnknown)
                .hasMessage("nmae is not known here: known are [name, note]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "null", "\"x\""})
    void onlyAnObjectIsABody(String json) {
        assertThatThrownBy(() -> body(json)).hasMessageContaining("must be a JSON object");
    }

    private static JsonBody body(String json) {
        return JsonBody.of(Json.tree(json));
    }

    private static void invalid(String json, String field, Consumer<JsonBody> read) {
        JsonBody body = body(json);
        assertThatThrownBy(() -> read.accept(body))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.kind()).isEqualTo(Problem.Kind.INVALID_FIELD);
                            assertThat(problem.details()).containsEntry("field", field);
                        });
    }
}
