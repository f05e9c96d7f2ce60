package dev.sentinel.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * RFC 6749 section 3.2 and appendix B: for all forms. The seed is fixed: a build repeats itself.
 */
final class FormPropertyTest {
    private static final String SEED = "20260605";

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withCharRange('\u0001', '\uD7FF').ofMaxLength(20);
    }

    @Provide
    Arbitrary<Map<String, String>> fields() {
        return Arbitraries.maps(texts().filter(name -> !name.isEmpty()), texts()).ofMaxSize(8);
    }

    @Provide
    Arbitrary<String> bodies() {
        return Arbitraries.strings().withChars("ab=&+%0123Ff;\u00e9\0 ").ofMaxLength(40);
    }

    @Property(tries = 1_000, seed = SEED)
    void whatIsWrittenIsRead(@ForAll("fields") Map<String, String> fields) {
        assertThat(Form.parse(FormTargets.written(fields)).fields()).isEqualTo(fields);
    }

    @Property(tries = 2_000, seed = SEED)
    void anyBodyIsReadOrRefused(@ForAll("bodies") String body) {
        FormTargets.form(body);
    }

    /** Whichever of the two somebody else would take. */
    @Property(tries = 300, seed = SEED)
    void aFieldThatIsThereTwiceIsRefused(
            @ForAll("fields") Map<String, String> fields, @ForAll("texts") String value) {
        for (String name : fields.keySet()) {
            String twice =
                    FormTargets.written(fields) + "&" + FormTargets.written(Map.of(name, value));
            assertThatThrownBy(() -> Form.parse(twice)).isInstanceOf(Problem.class);
        }
    }
}
