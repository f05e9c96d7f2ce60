package dev.sentinel.gateway.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Contract studio §3.2: a refusal links to what its code means. */
class ErrorMeaningTest {
    /** In this module's and the edge's source: a code of a problem, or of a kind in a dialect. */
    private static final Pattern CODE =
            Pattern.compile(
                    "(?:Problem\\.Kind\\.[A-Z_]+,\\s*|(?:missing|NotAnswered)\\((?:source, )?|"
                            + "Problem\\.notFound\\(\\s*|case [^\\n]*->\\s*)\"([A-Z]+_[A-Z_]+)\"");

    @Test
    void everyCodeThatTheGatewayGivesIsExplained() throws IOException {
        Set<String> given = new TreeSet<>();
        for (String source :
                new String[] {"src/main/java", "../web/src/main/java/dev/sentinel/web"}) {
            try (Stream<Path> files = Files.walk(Path.of(source))) {
                for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    String text = envelopeOnly(Files.readString(file));
                    CODE.matcher(text)
                            .results()
                            .map((MatchResult found) -> found.group(1))
                            .forEach(given::add);
                }
            }
        }

        assertThat(given).hasSizeGreaterThan(15).contains("WRITE_DISABLED", "TENANT_ISOLATION");
        assertThat(ErrorMeaning.ALL.stream().map(ErrorMeaning::code).collect(Collectors.toSet()))
                .containsAll(given);
    }

    @Test
    void noCodeStandsTwice() {
        assertThat(ErrorMeaning.ALL).extracting(ErrorMeaning::code).doesNotHaveDuplicates();
    }

    /** Of the dialects, the one that links. */
    private static String envelopeOnly(String text) {
        int begin = text.indexOf("    ENVELOPE {");
        int end = text.indexOf("    PROBLEM {");
        return begin < 0 ? text : text.substring(begin, end);
    }
}
