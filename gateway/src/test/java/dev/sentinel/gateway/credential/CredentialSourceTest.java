package dev.sentinel.gateway.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same credential from each of the places where one may be kept. */
class CredentialSourceTest {
    /** {@code gateway:open-sesame}. */
    private static final String HEADER = "Basic Z2F0ZXdheTpvcGVuLXNlc2FtZQ==";

    @TempDir private Path directory;

    @Test
    void environmentHasItsOwnNameBeforeTheSharedOneAndFilesBehindBoth() throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "open-sesame\n");
        CredentialSource source =
                source(
                        Map.of(
                                "SERVICE_USER", "gateway",
                                "SERVICE_PASSWORD", "shared",
                                "RISK_SERVICE_PASSWORD_FILE", file.toString()));

        assertThat(header(source, "risk")).isEqualTo(HEADER);
        assertThat(header(source, "default")).isNotEqualTo(HEADER);
        assertThat(source(Map.of()).read("risk")).isEmpty();
    }

    @Test
    void directoryHasAFileForEach() throws IOException {
        Files.writeString(directory.resolve("default"), "gateway:open-sesame\n");
        Files.writeString(directory.resolve("broken"), "no colon\n");
        CredentialSource source =
                source(
                        Map.of(
                                "CREDENTIAL_PROVIDER",
                                "file",
                                "CREDENTIAL_DIR",
                                directory.toString()));

        assertThat(header(source, "default")).isEqualTo(HEADER);
        assertThat(source.read("broken")).isEmpty();
        assertThat(source.read("absent")).isEmpty();
    }

    /** Contract studio §6: {@code /<stage-prefix>/service-user} and {@code service-password}. */
    @Test
    void parameterStoreHasTwoParametersForEach() throws Exception {
        try (TestParameterStore store = new TestParameterStore()) {
            store.put("/studio/prod/service-user", "gateway");
            store.put("/studio/prod/service-password", "open-sesame");
            store.put("/studio/prod/risk/service-user", "gateway");
            CredentialSource source = source(ssm(store.port()));

            assertThat(header(source, "default")).isEqualTo(HEADER);
            assertThat(source.read("risk")).as("half of it is not enough").isEmpty();
            assertThat(store.requests())
                    .allSatisfy(request ->
                            assertThat(request)
                                    .contains("X-Amz-Target: AmazonSSM.GetParameters")
                                    .contains(
                                            "Authorization: AWS4-HMAC-SHA256 Credential=AKIATEST/")
                                    .contains("\"WithDecryption\":true"));
        }
    }

    @Test
    void parameterStoreThatIsAwayIsNotAMissingCredential() throws Exception {
        int port;
        try (TestParameterStore store = new TestParameterStore()) {
            port = store.port();
        }
        CredentialSource source = source(ssm(port));

        assertThatThrownBy(() -> source.read("default")).isInstanceOf(Unavailable.class);
    }

    @Test
    void choiceWithoutItsPlaceIsAProblem() {
        for (String provider : new String[] {"file", "ssm"}) {
            Settings settings = Settings.of(Map.of("CREDENTIAL_PROVIDER", provider));
            CredentialConfig.source(settings);
            assertThat(settings.problems()).as(provider).hasSize(1);
        }
    }

    private static Map<String, String> ssm(int port) {
        Map<String, String> values = new HashMap<>();
        values.put("CREDENTIAL_PROVIDER", "ssm");
        values.put("STAGE_PREFIX", "studio/prod");
        values.put("AWS_REGION", "ap-south-1");
        values.put("AWS_ENDPOINT_URL_SSM", "http://127.0.0.1:" + port);
        values.put("AWS_ACCESS_KEY_ID", "AKIATEST");
        values.put("AWS_SECRET_ACCESS_KEY", "a-secret-of-the-test");
        return values;
    }

    private static CredentialSource source(Map<String, String> values) {
        Settings settings = Settings.of(values);
        CredentialSource source = CredentialConfig.source(settings);
        assertThat(settings.problems()).isEmpty();
        return source;
    }

    private static String header(CredentialSource source, String name) {
        return source.read(name).orElseThrow().header().expose();
    }
}
