package dev.sentinel.base.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract studio §14: an unknown value is treated as production. */
class EnvironmentTest {
    @ParameterizedTest
    @CsvSource({
        "demo, '', demo, false",
        "'', dev, dev, false",
        "Local, '', Local, false",
        "'', TEST, TEST, false",
        "demo, development, demo, false",
        "production, '', production, true",
        "'', prod, prod, true",
        "devel, '', devel, true",
        "production, dev, production, true",
        "dev, Production, Production, true",
        "'', '', production, true"
    })
    void onlyWhatSaysSoEveryTimeIsDevelopment(
            String appEnv, String environment, String name, boolean production) {
        assertThat(
                        Environment.of(
                                Settings.of(Map.of("APP_ENV", appEnv, "ENVIRONMENT", environment))))
                .isEqualTo(new Environment(name, production));
    }

    @Test
    void bothNamesAreAskedForWhateverTheFirstSays() {
        Settings settings = Settings.of(Map.of("APP_ENV", "production"));

        Environment.of(settings);

        assertThat(settings.asked()).containsExactlyInAnyOrder("APP_ENV", "ENVIRONMENT");
    }
}
