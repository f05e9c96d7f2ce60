package dev.sentinel.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shown to people who use this client is Java, and fits the client. */
class TutorialTest {
    @Test
    void theProgramOfTheTutorialCompiles(@TempDir Path directory) throws IOException {
        String page = Files.readString(checkout().resolve("docs/tutorials/first-agent.md"));
        int start = page.indexOf("```java\n") + "```java\n".length();
        Path program =
                Files.writeString(
                        directory.resolve("FirstAgent.java"),
                        page.substring(start, page.indexOf("```", start)));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled =
                    compiler.getTask(
                                    said,
                                    files,
                                    null,
                                    List.of("-d", directory.toString(), "-proc:none"),
                                    null,
                                    files.getJavaFileObjects(program))
                            .call();

            assertThat(compiled).as(said.toString()).isTrue();
        }
    }

    private static Path checkout() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("the tests do not run in a checkout");
            }
        }
        return folder;
    }
}
