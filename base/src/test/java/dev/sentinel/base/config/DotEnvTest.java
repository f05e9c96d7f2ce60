package dev.sentinel.base.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DotEnvTest {

    @Test
    void readsNamesValuesCommentsAndExports() {
        DotEnv file =
                DotEnv.parse(
                        """
                        # how the originals write it
                        PORT=8000

                        export HOST = localhost
                        URL=postgresql://a:b@c/d?x=1#2 # where it is
                        EMPTY=
                        EQUALS=a=b==
                        WINDOWS=C:\\temp\\new\r
                        """);

        assertThat(file.faults()).isEmpty();
        assertThat(file.values())
                .containsEntry("PORT", "8000")
                .containsEntry("HOST", "localhost")
                .containsEntry("URL", "postgresql://a:b@c/d?x=1#2")
                .containsEntry("EMPTY", "")
                .containsEntry("EQUALS", "a=b==")
                .containsEntry("WINDOWS", "C:\\temp\\new")
                .hasSize(6);
    }

    @Test
    void quotesKeepSpacesAndHashes() {
        DotEnv file =
                DotEnv.parse(
                        """
                        SINGLE=' a # b\\n ' # gone
                        DOUBLE=" a # b\\n\\"\\\\ \\t$x "
                        """);

        assertThat(file.values())
                .containsEntry("SINGLE", " a # b\\n ")
                .containsEntry("DOUBLE", " a # b\n\"\\ \\t$x ");
    }

    @Test
    void aQuotedKeyGoesOnOverSeveralLines() {
        DotEnv file = DotEnv.parse("KEY=\"-----BEGIN KEY-----\nMII=\n-----END KEY-----\"\nNEXT=1");

        assertThat(file.values())
                .containsEntry("KEY", "-----BEGIN KEY-----\nMII=\n-----END KEY-----")
                .containsEntry("NEXT", "1");
    }

    @Test
    void eachLineThatDoesNotReadIsNamed() {
        DotEnv file = DotEnv.parse("A=1\nnonsense\n=x\n1A=x\nB=\"never closed\nC=2");

        assertThat(file.values()).containsOnlyKeys("A");
        assertThat(file.faults())
                .containsExactly(
                        "line 2 is not NAME=value",
                        "line 3 is not NAME=value",
                        "line 4 is not NAME=value",
                        "line 5 opens a quote that nothing closes");
    }
}
