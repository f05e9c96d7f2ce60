package dev.sentinel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandLineTest {
    private static final Surroundings PLAIN = Surroundings.of(Map.of(), Path.of(".env.absent"));

    @Test
    void everyCommandExplainsItself() {
        for (List<String> command : commands(SentinelCommand.commandLine(PLAIN))) {
            List<String> arguments = new ArrayList<>(command);
            arguments.add("--help");

            Ran ran = run(arguments.toArray(String[]::new));

            assertThat(ran.exitCode()).as("sentinel %s", arguments).isZero();
            assertThat(ran.out()).contains("Usage: " + String.join(" ", with("sentinel", command)));
        }
    }

    @Test
    void everyCommandSaysWhatItDoes() {
        for (CommandLine command : all(SentinelCommand.commandLine(PLAIN))) {
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as(command.getCommandSpec().qualifiedName())
                    .isNotEmpty();
        }
    }

    @Test
    void wrongUseIsExitCodeTwoAndNamesWhatIsWrong() {
        Ran unknown = run("serv");
        Ran none = run();
        Ran option = run("setup", "--colour");

        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("serv");
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("name a command");
        assertThat(option.exitCode()).isEqualTo(2);
        assertThat(option.err()).contains("--colour");
    }

    @Test
    void failureIsExitCodeOneAndOneLine(@TempDir Path directory) throws Exception {
        Path file = java.nio.file.Files.createFile(directory.resolve("file"));

        Ran ran = run("setup", "--directory", file.toString());

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).hasSize(1).first().asString().startsWith("sentinel: ");
    }

    /** Who runs a command is told in words; what Java calls it is for SENTINEL_TRACE. */
    @Test
    void noClassOfJavaIsShownToWhoRunsACommand() {
        for (Ran wrong :
                List.of(
                        run("audit", "show", "nonsense"),
                        run("audit", "verify", "--server", "nonsense"),
                        run("audit", "verify", "--server", "http://a b"),
                        run("risk", "replay", "--from", "nonsense"))) {
            assertThat(wrong.exitCode()).isEqualTo(2);
            assertThat(wrong.err()).contains(" is not a").doesNotContain("Exception");
        }
        for (Exception failure :
                List.of(
                        new java.net.ConnectException(),
                        new java.nio.file.NoSuchFileException("/none/file"),
                        new java.nio.file.AccessDeniedException("/root/file"),
                        new java.nio.file.FileSystemException("/full/file"),
                        new IllegalStateException())) {
            assertThat(Failures.describe(failure)).doesNotContain("Exception").isNotBlank();
        }
    }

    @Test
    void jsonIsAllThatStandsOnStandardOutput() {
        Ran ran = run("version", "--json");

        assertThat(ran.exitCode()).isZero();
        assertThat(Json.tree(ran.out()).path("java").asText())
                .isEqualTo(Runtime.version().toString());
    }

    private static Ran run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                SentinelCommand.commandLine(PLAIN)
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true));
        int exitCode = line.execute(arguments);
        return new Ran(exitCode, out.toString(), err.toString());
    }

    private static List<List<String>> commands(CommandLine root) {
        return all(root).stream()
                .map(command -> command.getCommandSpec().qualifiedName().split(" "))
                .map(words -> List.of(words).subList(1, words.length))
                .toList();
    }

    private static List<CommandLine> all(CommandLine root) {
        List<CommandLine> found = new ArrayList<>();
        found.add(root);
        root.getSubcommands().values().forEach(child -> found.addAll(all(child)));
        return found;
    }

    private static List<String> with(String first, List<String> rest) {
        List<String> words = new ArrayList<>(List.of(first));
        words.addAll(rest);
        return words;
    }

    private record Ran(int exitCode, String out, String err) {}
}
