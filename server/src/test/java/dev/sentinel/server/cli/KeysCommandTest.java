package dev.sentinel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.config.Settings;
import dev.sentinel.base.json.Json;
import dev.sentinel.base.testing.TestDatabase;
import dev.sentinel.base.testing.TestPostgres;
import dev.sentinel.base.testing.TestRedis;
import dev.sentinel.server.Additions;
import dev.sentinel.server.Sentinel;
import dev.sentinel.server.StartsPrograms;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Keys by command, on the database of a platform that has started once. */
@StartsPrograms
class KeysCommandTest {
    private static final String OTHER_KEK = "ICECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    @TempDir private Path directory = Path.of("");
    private final TestDatabase stores = TestPostgres.fresh("audit", "identity");

    @AfterEach
    void close() {
        stores.close();
    }

    private Map<String, String> settings() {
        Map<String, String> settings = IdentitySettings.of(stores, TestRedis.fresh(), directory);
        settings.put("TOKEN_ALGORITHM", "EdDSA");
        return settings;
    }

    /** As production runs it, in a process of its own: log lines are not part of the answer. */
    @Test
    void logsToStandardErrorSoThatStandardOutputParses() throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        // Not the tests' quieter one.
                        "-Dlogback.configurationFile=" + Main.class.getResource("/logback.xml"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "agents",
                        "bootstrap",
                        "--json");
        builder.directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LOG_"));
        builder.environment().putAll(settings());
        Path log = directory.resolve("standard-error");
        Process command = builder.redirectError(log.toFile()).start();

        String answer = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(command.waitFor()).as(Files.readString(log)).isZero();
        assertThat(Json.tree(answer).path("clientSecret").asText()).startsWith("sk_live_");
        assertThat(log).content().contains("\"formattedMessage\":");
    }

    private Ran run(Map<String, String> settings, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                SentinelCommand.commandLine(Surroundings.of(settings, directory.resolve(".env")))
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true));
        return new Ran(line.execute(arguments), out.toString(), err.toString());
    }

    private JsonNode json(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "--json";
        Ran ran = run(settings(), all);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return Json.tree(ran.out());
    }

    private String kid(String state) {
        for (JsonNode key : json("keys", "list").path("keys")) {
            if (key.path("state").asText().equals(state)) {
                return key.path("kid").asText();
            }
        }
        throw new AssertionError("no key is " + state);
    }

    private void startOnce() {
        Sentinel.start(
                        Settings.of(settings()),
                        new Additions(_ -> Optional.empty(), List.of()),
                        Clock.systemUTC(),
                        new SecureRandom())
                .close();
    }

    @Test
    void keysAreListedRotatedRetiredAndSealedAnew() {
        startOnce();
        String active = kid("active");
        String next = kid("next");

        assertThat(json("keys", "rotate").path("next").asText()).isEqualTo(next);
        assertThat(run(settings(), "keys", "list").out())
                .contains(active, "signs since", next, "signs from");
        assertThat(json("keys", "retire", "--now", active).path("kid").asText()).isEqualTo(active);
        assertThat(kid("active")).isEqualTo(next);
        assertThat(run(settings(), "keys", "retire", "--now", next, "--compromised").exitCode())
                .isZero();
        assertThat(run(settings(), "keys", "list").out()).contains("compromised, refused since");

        Map<String, String> otherKek = new HashMap<>(settings());
        otherKek.put("SENTINEL_KEK", OTHER_KEK);
        otherKek.put("SENTINEL_KEK_PREVIOUS", IdentitySettings.KEK);
        assertThat(run(otherKek, "keys", "rewrap").out()).contains("sealed 2 keys anew");
    }

    @Test
    void whatCannotBeDoneIsOneLine() {
        Ran early = run(settings(), "keys", "rotate");
        assertThat(early.exitCode()).isEqualTo(1);
        assertThat(early.err()).contains("identity makes the first key when it starts");

        Ran unknown = run(settings(), "keys", "retire", "nobody");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).contains("there is no key nobody");

        Map<String, String> wrong = new HashMap<>(settings());
        wrong.put("TOKEN_ALGORITHM", "HS256");
        assertThat(run(wrong, "keys", "list").err()).contains("use RS256, ES256 or EdDSA");
    }

    /** A thumbprint (RFC 7638) may begin with a dash, as one in 64 does. */
    @ParameterizedTest
    @ValueSource(strings = {"--now --compromised -a1b2", "-_now --compromised", "-- -hx", "-"})
    void aKeyIsNamedByItsIdAlsoWhenThatLooksLikeAnOption(String arguments) {
        String[] all = ("keys retire " + arguments).split(" ", -1);
        Ran ran = run(settings(), all);

        assertThat(ran.err()).containsPattern("there is no key (-a1b2|-_now|-hx|-)\\R");
        assertThat(ran.exitCode()).isEqualTo(1);
    }

    private record Ran(int exitCode, String out, String err) {}
}
