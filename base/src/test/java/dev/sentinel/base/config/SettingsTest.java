package dev.sentinel.base.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.base.sql.PostgresUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final PostgresUrl NOBODY = PostgresUrl.parse("postgresql://nobody@host/none");

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a$b\\c${x}",
                "${HOME}",
                "\\$",
                "$$",
                "a\\\\b",
                "p,q;r",
                "#hash",
                "a#b",
                "%n"
            })
    void aValueReadsLiterally(String password) throws IOException {
        Settings environment = Settings.of(Map.of("DB_PASSWORD", password));
        Settings file = file("DB_PASSWORD='" + password + "'");

        assertThat(environment.secret("DB_PASSWORD").orElseThrow().expose()).isEqualTo(password);
        assertThat(file.secret("DB_PASSWORD").orElseThrow().expose()).isEqualTo(password);
    }

    @Test
    void theEnvironmentBeatsTheFileAndTheFirstNameBeatsTheOthers() throws IOException {
        Files.writeString(folder.resolve(".env"), "PORT=1\nOLD_PORT=2\nHOST=file\n");
        Settings settings = Settings.load(Map.of("PORT", "9"), folder.resolve(".env"));

        assertThat(settings.number(0, 0, 10, "PORT", "OLD_PORT")).isEqualTo(9);
        assertThat(settings.number(0, 0, 10, "NEW_PORT", "OLD_PORT")).isEqualTo(2);
        assertThat(settings.text("HOST")).contains("file");
    }

    @Test
    void aBlankValueCountsAsAbsent() {
        Settings settings = Settings.of(Map.of("NAME", "  ", "OLD_NAME", " acme "));

        assertThat(settings.text("NAME", "OLD_NAME")).contains("acme");
        assertThat(settings.problems()).isEmpty();
    }

    @Test
    void allProblemsAreListedAtOnceAndTheDefaultsStandIn() {
        Settings settings =
                Settings.of(
                        Map.of(
                                "PORT", "70000",
                                "DEBUG", "maybe",
                                "TTL", "5 minutes",
                                "UNIT", "week",
                                "DATABASE_URL", "mysql://root:hunter2@db/x"));

        assertThat(settings.port(8000, "PORT")).isEqualTo(8000);
        assertThat(settings.flag(false, "DEBUG")).isFalse();
        assertThat(settings.duration(Duration.ofSeconds(3), "TTL")).hasSeconds(3);
        assertThat(settings.oneOf(TimeUnit.class, TimeUnit.DAYS, "UNIT")).isEqualTo(TimeUnit.DAYS);
        assertThat(settings.parsed(PostgresUrl::parse, "DATABASE_URL")).isEmpty();
        assertThat(
                        settings.requiredSecret(
                                PostgresUrl::parse, NOBODY, "postgresql://host", "JWT_KEY", "OLD"))
                .isEqualTo(NOBODY);

        assertThat(settings.problems())
                .hasSize(6)
                .anyMatch(p -> p.startsWith("PORT is '70000': use a whole number from 0 to 65535"))
                .anyMatch(p -> p.startsWith("DEBUG is 'maybe'"))
                .anyMatch(p -> p.startsWith("TTL is '5 minutes'"))
                .anyMatch(p -> p.startsWith("UNIT is 'week'"))
                .anyMatch(p -> p.startsWith("DATABASE_URL has scheme 'mysql'"))
                .anyMatch(p -> p.equals("JWT_KEY is not set: use postgresql://host"))
                .noneMatch(p -> p.contains("hunter2"));
    }

    @Test
    void whatTwoReadersFindIsListedOnce() {
        Settings settings = Settings.of(Map.of("PORT", "x"));

        settings.port(1, "PORT");
        settings.port(1, "PORT");

        assertThat(settings.problems()).hasSize(1);
    }

    @Test
    void theProblemNamesTheVariableThatIsSet() {
        Settings settings = Settings.of(Map.of("OLD_PORT", "x"));

        settings.port(1, "PORT", "OLD_PORT");

        assertThat(settings.problems()).singleElement().asString().startsWith("OLD_PORT is 'x'");
    }

    @Test
    void durationsHaveUnits() {
        Settings settings =
                Settings.of(
                        Map.of(
                                "A", "500ms", "B", "10s", "C", "5m", "D", "2h", "E", "7d", "F",
                                "9"));

        assertThat(settings.duration(Duration.ZERO, "A")).hasMillis(500);
        assertThat(settings.duration(Duration.ZERO, "B")).hasSeconds(10);
        assertThat(settings.duration(Duration.ZERO, "C")).hasMinutes(5);
        assertThat(settings.duration(Duration.ZERO, "D")).hasHours(2);
        assertThat(settings.duration(Duration.ZERO, "E")).hasDays(7);
        assertThat(settings.duration(Duration.ZERO, "F")).hasSeconds(9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5s", "9999999999999999d", "s", "5w", "1.5s", "5S"})
    void aDurationOutOfSenseIsAProblem(String text) {
        Settings settings = Settings.of(Map.of("TTL", text));

        assertThat(settings.duration(Duration.ofSeconds(1), "TTL")).hasSeconds(1);
        assertThat(settings.problems()).hasSize(1);
    }

    @Test
    void effectiveSettingsShowNoSecret() {
        Settings settings =
                Settings.of(
                        Map.of(
                                "PEPPER", "s3cret",
                                "PARSED", "s3cret",
                                "DATABASE_URL", "postgresql://alice:p@ss:w0rd@db:5432/sentinel",
                                "REDIS_URL", "redis://:hunter2@cache:6379/0",
                                "JDBC", "jdbc:postgresql://db/x?user=a&password=letmein&ssl=true"));
        settings.secret("PEPPER");
        settings.text("DATABASE_URL");
        settings.text("REDIS_URL");
        settings.text("JDBC");
        settings.parsedSecret(text -> text, "PARSED");

        assertThat(settings.effective())
                .containsEntry("PEPPER", "•••")
                .containsEntry("PARSED", "•••")
                .containsEntry("DATABASE_URL", "postgresql://alice:•••@db:5432/sentinel")
                .containsEntry("REDIS_URL", "redis://:•••@cache:6379/0")
                .containsEntry("JDBC", "jdbc:postgresql://db/x?user=a&password=•••&ssl=true");
    }

    @Test
    void aSecretStaysHiddenWhenItIsAlsoReadUnderAnotherName() {
        Settings settings = Settings.of(Map.of("NEW", "one", "OLD", "two"));

        assertThat(settings.secret("NEW", "OLD").orElseThrow().expose()).isEqualTo("one");
        assertThat(settings.effective()).isEqualTo(Map.of("NEW", "•••"));
    }

    private Settings file(String text) throws IOException {
        Path file = folder.resolve(".env");
        Files.writeString(file, text);
        return Settings.load(Map.of(), file);
    }
}
