package dev.sentinel.audit.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvTest {
    /** OWASP, CSV injection: these first characters make a cell a formula. */
    @ParameterizedTest
    @ValueSource(strings = {"=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "\r=1"})
    void noCellIsAFormula(String text) {
        assertThat(Csv.cell(text).replace("\"", "")).startsWith("'").endsWith(text);
    }

    /** RFC 4180 section 2, rules 6 and 7. */
    @Test
    void commasQuotesAndLineEndsStayInsideTheirCell() {
        assertThat(Csv.cell("a,b")).isEqualTo("\"a,b\"");
        assertThat(Csv.cell("a \"b\"")).isEqualTo("\"a \"\"b\"\"\"");
        assertThat(Csv.cell("a\nb")).isEqualTo("\"a\nb\"");
        assertThat(Csv.cell("plain - text = fine")).isEqualTo("plain - text = fine");
        assertThat(Csv.cell("")).isEmpty();
    }
}
