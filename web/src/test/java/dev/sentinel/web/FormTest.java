package dev.sentinel.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {

    @Test
    void readsFieldsInOrder() {
        Form form = Form.parse("grant_type=client_credentials&scope=a+b%20c&x=%C3%A9&eq=a=b&flag");

        assertThat(form.fields().keySet())
                .containsExactly("grant_type", "scope", "x", "eq", "flag");
        assertThat(form.required("grant_type")).isEqualTo("client_credentials");
        assertThat(form.text("scope")).contains("a b c");
        assertThat(form.text("x")).contains("é");
        assertThat(form.text("eq")).contains("a=b");
    }

    @Test
    void aFieldWithoutValueCountsAsAbsent() {
        // RFC 6749 section 3.2
        Form form = Form.parse("scope=&flag&&=lost");

        assertThat(form.text("scope")).isEmpty();
        assertThat(form.text("flag")).isEmpty();
        assertThatThrownBy(() -> form.required("scope"))
                .isInstanceOf(Problem.class)
                .hasMessage("scope is required");
    }

    @Test
    void onlyWhatMayRepeatRepeats() {
        // RFC 8707 section 2: resource may be there more than once.
        Form form = Form.parse("resource=a&scope=s&resource=&resource=b", Set.of("resource"));

        assertThat(form.texts("resource")).containsExactly("a", "b");
        assertThat(form.texts("other")).isEmpty();
        assertThatThrownBy(() -> Form.parse("scope=a&scope=b", Set.of("resource")))
                .hasMessageContaining("more than once");
    }

    @ParameterizedTest
    @ValueSource(strings = {"scope=a&scope=b", "scope=a&scope=a", "scope=a&%73cope=b", "a=&a=1"})
    void aFieldMustNotComeTwice(String text) {
        // RFC 6749 section 3.2, also under another spelling
        assertThatThrownBy(() -> Form.parse(text))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("more than once");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=%",
                "a=%2",
                "a=%zz",
                "a=%-1",
                "a=%ff",
                "a=%c0%af",
                "a=%00",
                "a=\0",
                "a=\u00e9"
            })
    void whatDoesNotDecodeExactlyIsRefused(String text) {
        assertThatThrownBy(() -> Form.parse(text)).isInstanceOf(Problem.class);
    }

    @Test
    void rawUtf8IsRead() {
        // Browsers encode it, hand-written clients do not.
        assertThat(Form.parse("name=Zo\u00c3\u00ab").text("name")).contains("Zoë");
    }

    @Test
    void fieldsHaveALimit() {
        StringBuilder many = new StringBuilder("a0=1");
        for (int i = 1; i < 64; i++) {
            many.append("&a").append(i).append("=1");
        }
        assertThat(Form.parse(many.toString()).fields()).hasSize(64);
        assertThatThrownBy(() -> Form.parse(many.append("&b=1").toString()))
                .isInstanceOf(Problem.class);
    }

    @Test
    void anEmptyTextHasNoFields() {
        assertThat(Form.parse("").fields()).isEmpty();
    }
}
