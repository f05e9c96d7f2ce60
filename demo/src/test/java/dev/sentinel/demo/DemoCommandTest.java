package dev.sentinel.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class DemoCommandTest {

    /** As the help and the Makefile write it. */
    @ParameterizedTest
    @ValueSource(strings = {"small", "investor", "INVESTOR"})
    void aSizeIsTakenInAnyCase(String size) {
        CommandLine line = DemoCommand.commandLine();

        assertThat(line.parseArgs("seed", "--size", size).hasSubcommand()).isTrue();
    }

    @Test
    void theDemosOwnCommandsFailInOneLineToo() {
        CommandLine root = DemoCommand.commandLine();

        assertThat(root.getSubcommands().values())
                .extracting(CommandLine::getExecutionExceptionHandler)
                .containsOnly(root.getExecutionExceptionHandler());
    }
}
