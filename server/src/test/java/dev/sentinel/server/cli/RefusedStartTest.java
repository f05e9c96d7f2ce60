package dev.sentinel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A start that would not be safe is none, and says all that is wrong at once. */
class RefusedStartTest {

    @Test
    void everyFindingHasALineOfItsOwnAndNothingListens(@TempDir Path directory) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Path registry =
                Files.writeString(
                        directory.resolve("services.yaml"),
                        "version: 2\nservices: {}\nwriter_disabled: true\n");
        Path settings =
                Files.writeString(
                        directory.resolve("wrong.env"),
                        """
                        APP_ENV=production
                        APP_HOST=127.0.0.1
                        APP_PORT=%d
                        DATABASE_URL=mysql://somewhere/else
                        REDIS_URL=redis://127.0.0.1:1
                        SENTINEL_SERVICE_KEY=short
                        CORS_ALLOW_ORIGINS=*
                        REVOCATION_MAX_STALENESS=soon
                        SERVICE_CONFIG_PATH=%s
                        """
                                .formatted(port, registry));
        StringWriter err = new StringWriter();
        CommandLine line =
                SentinelCommand.commandLine(Surroundings.of(Map.of(), settings))
                        .setErr(new PrintWriter(err, true));

        int exitCode = line.execute("serve", "--env-file", settings.toString());

        assertThat(exitCode).isEqualTo(1);
        List<String> lines = err.toString().lines().toList();
        assertThat(lines.getFirst()).isEqualTo("sentinel: does not start:");
        List<String> findings = lines.subList(1, lines.size());
        assertThat(findings).doesNotHaveDuplicates().allMatch(each -> each.startsWith("  "));
        for (String name :
                List.of(
                        "DATABASE_URL",
                        "SENTINEL_SERVICE_KEY",
                        "CORS_ALLOW_ORIGINS",
                        "REVOCATION_MAX_STALENESS")) {
            assertThat(findings).as(name).filteredOn(each -> each.contains(name)).hasSize(1);
        }
        assertThat(findings)
                .filteredOn(each -> each.contains("SERVICE_CONFIG_PATH"))
                .as("one for the version, one for the unknown key")
                .hasSize(2);
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                .isInstanceOf(ConnectException.class);
    }
}
