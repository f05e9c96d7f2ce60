package dev.sentinel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.config.Settings;
import dev.sentinel.base.testing.ReferencePage;
import dev.sentinel.gateway.GatewayConfig;
import dev.sentinel.identity.IdentityConfig;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {
    private static final String ELSEWHERE = "## Read elsewhere";
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Z0-9_]*)`");

    @Test
    void thePageListsExactlyTheSettingsThatAStartReads() throws IOException {
        Settings settings =
                Settings.of(
                        Map.of(
                                "SERVICE_CONFIG_PATH",
                                ReferencePage.checkout()
                                        .resolve("config/services.yaml")
                                        .toString()));
        ServerConfig.read(settings);
        IdentityConfig.of(settings);
        GatewayConfig.from(settings);

        assertThat(listed())
                .as("docs/reference/configuration.md is written by hand: give each setting its row")
                .containsExactlyInAnyOrderElementsOf(settings.asked());
    }

    /** The names in the first column of the tables about the start. */
    private static Set<String> listed() throws IOException {
        String page = ReferencePage.of("configuration.md").text();
        assertThat(page).contains(ELSEWHERE);
        return page.substring(0, page.indexOf(ELSEWHERE))
                .lines()
                .filter(line -> line.startsWith("| "))
                .map(line -> line.substring(0, line.indexOf('|', 1)))
                .flatMap(cell -> NAME.matcher(cell).results())
                .map((MatchResult name) -> name.group(1))
                .collect(Collectors.toUnmodifiableSet());
    }
}
