package dev.sentinel.demo.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoSettingsTest {
    private static final Map<String, String> OWN_STORES =
            Map.of("DATABASE_URL", "postgresql://demo", "SENTINEL_KEK", "the demo's");

    @TempDir private Path directory = Path.of("");

    /** {@code make setup} beside a demo: its keys were sealed before .env was there. */
    @Test
    void theDemosDatabaseKeepsTheSecretsThatItWasMadeWith() throws IOException {
        Path dotEnv = Files.writeString(directory.resolve(".env"), "SENTINEL_KEK=another's\n");

        assertThat(new DemoSettings(Map.of(), dotEnv).environmentOf(directory, OWN_STORES))
                .containsEntry("SENTINEL_KEK", "the demo's");
    }

    /** The same beside a demo that runs: a command that read .env would be a stranger to it. */
    @Test
    void commandsGoByTheServiceKeyOfTheDemo() throws IOException {
        Path dotEnv =
                Files.writeString(directory.resolve(".env"), "SENTINEL_SERVICE_KEY=another's\n");
        Map<String, String> stores =
                Map.of("DATABASE_URL", "postgresql://demo", "SENTINEL_SERVICE_KEY", "the demo's");

        assertThat(new DemoSettings(Map.of(), dotEnv).environmentOf(directory, stores))
                .containsEntry("SENTINEL_SERVICE_KEY", "the demo's")
                .containsEntry("RISK_SERVICE_PASSWORD", "the demo's");
        assertThat(
                        new DemoSettings(Map.of("SENTINEL_SERVICE_KEY", "on purpose"), dotEnv)
                                .environmentOf(directory, stores))
                .containsEntry("SENTINEL_SERVICE_KEY", "on purpose")
                .containsEntry("RISK_SERVICE_PASSWORD", "on purpose");
    }

    @Test
    void forADatabaseThatIsNamedThoseInDotEnvCount() throws IOException {
        Path dotEnv = Files.writeString(directory.resolve(".env"), "SENTINEL_KEK=another's\n");

        assertThat(
                        new DemoSettings(Map.of(), dotEnv)
                                .complete(directory, Map.of("SENTINEL_KEK", "the demo's"))
                                .text("SENTINEL_KEK"))
                .contains("another's");
    }

    @Test
    void theProcessMayAlwaysNameAnother() {
        Map<String, String> environment = Map.of("SENTINEL_KEK", "on purpose");

        assertThat(
                        new DemoSettings(environment, directory.resolve(".env"))
                                .environmentOf(directory, OWN_STORES))
                .containsEntry("SENTINEL_KEK", "on purpose");
    }
}
