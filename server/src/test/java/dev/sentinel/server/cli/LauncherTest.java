package dev.sentinel.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code ./sentinel} asks of Java, told by a java that prints what it is asked. */
class LauncherTest {
    @TempDir Path home;

    @BeforeEach
    void aCheckoutThatIsBuilt() throws IOException {
        executable(home.resolve("sentinel"), Files.readString(Path.of("../sentinel")));
        executable(
                home.resolve("scripts/find-jdk"),
                "#!/bin/sh\necho '" + home.resolve("jdk") + "'\n");
        executable(home.resolve("jdk/bin/java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        Path classPath = home.resolve("server/target/launch/class-path");
        Files.createDirectories(classPath.getParent());
        Files.writeString(classPath, "sentinel.jar");
    }

    @Test
    void theUsualProgramHasTwoGigabytesAndG1() throws Exception {
        assertThat(arguments(Map.of(), "serve"))
                .contains("-Xms128m", "-Xmx2g", "-XX:+UseG1GC")
                .endsWith("dev.sentinel.server.cli.Main", "serve");
    }

    @Test
    void aGatewayAloneIsSmall() throws Exception {
        assertThat(arguments(Map.of(), "serve", "--roles", "gateway"))
                .contains("-Xms48m", "-Xmx1g", "-Xmn22m", "-XX:+UseSerialGC")
                .doesNotContain("-XX:+UseG1GC");
        assertThat(arguments(Map.of("SENTINEL_ROLES", "gateway"), "serve"))
                .contains("-XX:+UseSerialGC");
        assertThat(arguments(Map.of("SENTINEL_ROLES", "gateway"), "serve", "--roles", "all"))
                .contains("-XX:+UseG1GC");
        assertThat(arguments(Map.of("SENTINEL_HEAP", "4g"), "serve", "--roles=gateway"))
                .contains("-Xmx4g", "-XX:+UseSerialGC")
                .doesNotContain("-Xmx1g");
        assertThat(arguments(Map.of("JAVA_OPTIONS", "-XX:+UseZGC"), "serve", "--roles", "gateway"))
                .contains("-XX:+UseZGC")
                .doesNotContain("-XX:+UseSerialGC");
    }

    @Test
    void aHeapBelowTheUsualFirstSizeStarts() throws Exception {
        assertThat(arguments(Map.of("SENTINEL_HEAP", "64m"), "serve"))
                .contains("-Xmx64m")
                .noneMatch(option -> option.startsWith("-Xms"));
        assertThat(arguments(Map.of("SENTINEL_HEAP", "64m"), "serve", "--roles", "gateway"))
                .contains("-Xmx64m")
                .noneMatch(option -> option.startsWith("-Xms"));
    }

    @Test
    void anotherCollectorReplacesOurs() throws Exception {
        assertThat(arguments(Map.of("JAVA_OPTIONS", "-XX:+UseSerialGC -Dx=y"), "serve"))
                .contains("-XX:+UseSerialGC", "-Dx=y")
                .doesNotContain("-XX:+UseG1GC");
    }

    /** As the process itself reads them: the demo's tokens must not come with a typing error. */
    @ParameterizedTest
    @CsvSource({
        "'', '', DemoCommand",
        "demo, '', DemoCommand",
        "'', Dev, DemoCommand",
        "production, '', Main",
        "prod, '', Main",
        "'', Production, Main",
        "production, dev, Main",
        "demo, prod, Main"
    })
    void theDemoProgramRunsOnlyWhereNothingSaysProduction(
            String appEnv, String environment, String program) throws Exception {
        Path demo = home.resolve("demo/target/launch/class-path");
        Files.createDirectories(demo.getParent());
        Files.writeString(demo, "demo.jar");

        List<String> arguments =
                arguments(Map.of("APP_ENV", appEnv, "ENVIRONMENT", environment), "serve");

        assertThat(arguments.get(arguments.size() - 2)).endsWith("." + program);
    }

    private List<String> arguments(Map<String, String> settings, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(
                                Stream.concat(
                                                Stream.of(home.resolve("sentinel").toString()),
                                                Stream.of(command))
                                        .toList())
                        .redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeAll(
                        List.of(
                                "SENTINEL_HEAP",
                                "SENTINEL_PROGRAM",
                                "SENTINEL_ROLES",
                                "JAVA_OPTIONS",
                                "APP_ENV",
                                "ENVIRONMENT"));
        builder.environment().putAll(settings);
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed.lines().toList();
    }

    private static void executable(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
