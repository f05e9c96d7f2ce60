package dev.sentinel.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "hello",
                "http://evil.example/",
                "https://evil.example/hello",
                "//evil.example/",
                "/a#b",
                "/?a#b"
            })
    void onlyOriginFormIsRead(String uri) {
        refused(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//",
                "/a//b",
                "/a//",
                "/.",
                "/..",
                "/a/./b",
                "/a/../b",
                "/../../etc/passwd",
                "/a/..",
                "/%2e",
                "/%2E%2e",
                "/.%2e/a",
                "/%2e./a",
                "/a/%2e%2E/b"
            })
    void emptyAndDotSegmentsAreRefusedInAnySpelling(String uri) {
        refused(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a%2fb",
                "/a%2Fb",
                "/a%5cb",
                "/a%5Cb",
                "/a\\b",
                "/..\\a",
                "/a;x=1",
                "/a%3bx",
                "/a%3Bx=1",
                "/..;/a",
                "/a%252fb",
                "/a%25"
            })
    void hiddenSeparatorsAndDoubleEncodingAreRefused(String uri) {
        refused(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a%00b",
                "/a%0d%0ab",
                "/a%0A",
                "/a%1f",
                "/a%7f",
                "/a\u0000",
                "/a\tb",
                "/a b",
                "/a\u007f",
                "/a\r\nb",
                "/é",
                "/a\"b",
                "/<a>",
                "/a|b",
                "/{a}",
                "/a`b",
                "/a^b",
                "/[a]"
            })
    void controlsAndCharactersOutsideRfc3986AreRefused(String uri) {
        refused(uri);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%", "/a%", "/a%2", "/a%zz", "/a%2x", "/a%-1", "/a%+1", "/%u0041"})
    void brokenEscapesAreRefused(String uri) {
        refused(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%c0%af",
                "/%c0%ae%c0%ae",
                "/%e0%80%af",
                "/%f0%80%80%af",
                "/%ff",
                "/%c3",
                "/%ed%a0%80",
                "/%f8%a1%a1%a1%a1"
            })
    void whatIsNotUtf8IsRefused(String uri) {
        // Overlong forms of / and . among them: RFC 3629 section 3
        refused(uri);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a?b c", "/a?b\r\n", "/a?b\u0000", "/a?é", "/a?\u007f"})
    void aQueryMayNotSplitTheMessage(String uri) {
        refused(uri);
    }

    @Test
    void pathsHaveALimit() {
        assertThat(RequestTarget.parse("/a".repeat(64)).segments()).hasSize(64);
        refused("/a".repeat(65));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /                |
                    /a               | a
                    /a/              | a
                    /v1/agents/42    | v1,agents,42
                    /a%20b/c%C3%A9   | a b,cé
                    /a+b/~c/d-e_f.g  | a+b,~c,d-e_f.g
                    /...             | ...
                    /.well-known/x   | .well-known,x
                    /a@b:c!$&'()*,=  | a@b:c!$&'()*,=
                    """)
    void segmentsAreDecodedAndATrailingSlashIsForgiven(String uri, String segments) {
        String joined = String.join(",", RequestTarget.parse(uri).segments());

        assertThat(joined).isEqualTo(segments == null ? "" : segments);
    }

    @Test
    void pathAndQueryStayAsReceived() {
        RequestTarget target = RequestTarget.parse("/a%20b/?x=%2F&y=[1]|{2}&z=a/../b?c");

        assertThat(target.path()).isEqualTo("/a%20b/");
        assertThat(target.query()).isEqualTo("x=%2F&y=[1]|{2}&z=a/../b?c");
    }

    private static void refused(String uri) {
        assertThatThrownBy(() -> RequestTarget.parse(uri))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.MALFORMED));
    }
}
