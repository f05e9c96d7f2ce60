package dev.sentinel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.base.testing.ReferencePage;
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
        Ran ran = serve(settings);

        assertThat(ran.exitCode()).isEqualTo(1);
        List<String> lines = ran.err().lines().toList();
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

    @Test
    void whateverIsWrongIsInTheOneListOnceByItsNameAndWithoutSecrets(@TempDir Path directory)
            throws IOException {
        Path settings =
                Files.writeString(
                        directory.resolve("wrong.env"),
                        """
                        APP_ENV=production
                        DATABASE_URL=postgresql://app@127.0.0.1:1/none
                        REDIS_URL=hunter2
                        SENTINEL_SERVICE_KEY=a service key of the tests, long enough
                        SENTINEL_KEK=hunter2
                        SENTINEL_KEK_PREVIOUS=hunter2
                        CREDENTIAL_PEPPER=hunter2
                        ISSUER_URL=foo
                        PUBLIC_URL=a b
                        JWT_ALGORITHM=none
                        TRUSTED_PROXIES=everybody
                        CREDENTIAL_PROVIDER=vault
                        POLICY_DIR=%1$s/nowhere
                        ENVELOPE_EXEMPT_PATHS=foo
                        SERVICE_CONFIG_PATH=%2$s
                        STAGE_CONFIG_PATH=%1$s/nope.yaml
                        LOG_FORMAT=xml
                        LOG_LEVEL=loud
                        ACCESS_LOG_LEVEL=quiet
                        """
                                .formatted(
                                        directory,
                                        ReferencePage.checkout().resolve("config/services.yaml")));

        Ran ran = serve(settings);

        assertThat(ran.exitCode()).isEqualTo(1);
        List<String> findings = ran.err().lines().skip(1).map(String::strip).toList();
        assertThat(findings)
                .noneMatch(each -> each.contains("hunter2"))
                .contains(
                        "ISSUER_URL is 'foo': use an http or https URL",
                        "LOG_FORMAT is 'xml': use one of json, text",
                        "CREDENTIAL_PROVIDER is 'vault': use one of environment, file, ssm",
                        "STAGE_CONFIG_PATH refused: " + directory + "/nope.yaml is not there")
                .extracting(each -> each.substring(0, each.indexOf(' ')))
                .containsExactlyInAnyOrder(
                        "REDIS_URL",
                        "SENTINEL_KEK",
                        "SENTINEL_KEK_PREVIOUS",
                        "CREDENTIAL_PEPPER",
                        "ISSUER_URL",
                        "PUBLIC_URL",
                        "JWT_ALGORITHM",
                        "TRUSTED_PROXIES",
                        "CREDENTIAL_PROVIDER",
                        "POLICY_DIR",
                        "ENVELOPE_EXEMPT_PATHS",
                        "STAGE_CONFIG_PATH",
                        "LOG_FORMAT",
                        "LOG_LEVEL",
                        "ACCESS_LOG_LEVEL");
    }

    @Test
    void aSettingsFileThatSomebodyNamesMustBeThere(@TempDir Path directory) {
        Ran ran = serve(directory.resolve("nope.env"));

        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err())
                .isEqualToIgnoringNewLines(
                        "sentinel: --env-file %s/nope.env: no such file".formatted(directory));
    }

    private static Ran serve(Path settings) {
        StringWriter err = new StringWriter();
        int exitCode =
                SentinelCommand.commandLine(Surroundings.of(Map.of(), settings))
                        .setErr(new PrintWriter(err, true))
                        .execute("serve", "--env-file", settings.toString());
        return new Ran(exitCode, err.toString());
    }

    private record Ran(int exitCode, String err) {}
}
